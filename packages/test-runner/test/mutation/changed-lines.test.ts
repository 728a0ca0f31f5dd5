import { expect, it } from "vitest";
import { isChanged, readChangedLines } from "../../src/mutation/changed-lines.ts";

const diff = `diff --git a/policies/a.ts b/policies/a.ts
--- a/policies/a.ts
+++ b/policies/a.ts
@@ -3 +3,2 @@
-old
+new
+newer
@@ -9,2 +10,0 @@
-gone
-gone
diff --git a/b.ts b/b.ts
--- a/b.ts
+++ /dev/null
@@ -1 +0,0 @@
-gone
`;

it("knows the lines that were written, and no others", () => {
  const changed = readChangedLines(diff);
  const at = (line: number, endLine = line) =>
    isChanged(changed, { file: "policies/a.ts", line, column: 1, endLine, endColumn: 1 });
  expect([2, 3, 4, 5, 10].filter((line) => at(line))).toEqual([3, 4]);
  expect(at(1, 3)).toBe(true);
  expect([...changed.keys()]).toEqual(["policies/a.ts"]);
});
