import { chmodSync } from "node:fs";
import { join } from "node:path";
import { findOpa, type OpaBinary } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { formatText } from "../../src/index.ts";
import { event, folderWith, run } from "../fixture.ts";

/** Answers as another version of OPA might: what a policy calls old is new to it. */
async function otherOpa(): Promise<OpaBinary> {
  const { path } = await findOpa();
  const folder = folderWith({
    opa: `#!/bin/sh
case "$1" in
  version) echo "Version: 0.0.9" ;;
  eval) ${path} "$@" >out.json; status=$?; sed s/the-old/the-new/ out.json; exit $status ;;
  *) exec ${path} "$@" ;;
esac
`,
  });
  chmodSync(join(folder, "opa"), 0o755);
  return { path: join(folder, "opa"), version: "0.0.9", source: "env", warnings: [] };
}

const base = 'package t\n\nanswer := "the-old" if input.x > 0\n\nanswer := "none" if input.x == 0\n';
const head = base.replace('"none"', '"zero"');
const log = [
  event({ path: "t/answer", input: { x: 1 }, result: "the-old" }),
  event({ path: "t/answer", input: { x: 0 }, result: "none" }),
].join("\n");

describe.skipIf(process.platform === "win32")("another OPA for head", () => {
  test("is the cause where it alone changes the answer", async () => {
    const cwd = folderWith({ "p.rego": base, "log.ndjson": log });
    const headOpa = await otherOpa();
    const options = { base: "p.rego", head: "p.rego", decisions: ["log.ndjson"], cwd, headOpa };
    const { report } = await run(options);
    expect(report.groups).toMatchObject([{ count: 1, cause: "engine" }]);
    expect([report.base.opaVersion, report.head.opaVersion]).toEqual(["1.22.2", "0.0.9"]);
    expect(report.engine.name).toBe("opa");
    expect(formatText(report)).toContain("OPA 1.22.2 (base) and 0.0.9 (head)");
    expect(formatText(report)).toContain("cause the other OPA alone");
  });

  test("is told from what the policy changes", async () => {
    const cwd = folderWith({ "p.rego": base, "q.rego": head, "log.ndjson": log });
    const headOpa = await otherOpa();
    const { report } = await run({ base: "p.rego", head: "q.rego", decisions: ["log.ndjson"], cwd, headOpa });
    expect(report.groups.map(({ cause, count }) => ({ cause, count }))).toEqual(
      expect.arrayContaining([
        { cause: "engine", count: 1 },
        { cause: "policy", count: 1 },
      ]),
    );
  });

  test("is not compared by a search", async () => {
    const cwd = folderWith({ "p.rego": base });
    const headOpa = await otherOpa();
    const ran = run({ base: "p.rego", head: "p.rego", decisions: [], cwd, headOpa, search: { inputs: 10 } });
    await expect(ran).rejects.toMatchObject({ code: "optionInvalid" });
  });
});
