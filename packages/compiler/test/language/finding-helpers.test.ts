import { expect, it } from "vitest";
import { formatDiagnostics } from "../../src/index.ts";
import { compileTexts } from "../fixtures/sources.ts";
import { describeDisagreement, firstDisagreement, runnable } from "../programs/compare.ts";

const before = `import { envoyInput } from "@bylaw/dsl/envoy";
import { findingPolicy } from "@bylaw/dsl/policy";
`;

function policy(helpers: string, body: string): string {
  return `${before}${helpers}
export default findingPolicy({ package: "test.helpers", input: envoyInput, deny: { *rule(input) { ${body} } } });
`;
}

it("a generator takes its arguments as TypeScript gives them", { timeout: 120_000 }, async () => {
  const found = runnable(
    policy(
      `function* all(...lists: readonly (readonly string[])[]) {
  for (const list of lists) for (const one of list) yield { msg: one };
}
function* counted(...lists: readonly (readonly string[])[]) {
  for (const list of lists) yield { msg: list.join("+"), details: { lists: lists.length } };
}
function* plain(this: void, path: readonly string[], start = "p") {
  for (const part of path) if (part.startsWith(start)) yield { msg: start + part };
}
const again = plain;`,
      `yield* all(input.parsed_path);
yield* counted(input.parsed_path, input.parsed_query.q ?? []);
yield* counted();
yield* (plain(input.parsed_path));
yield* again(input.parsed_path, "a");
yield* (input.parsed_path.map((msg) => ({ msg })) satisfies readonly { msg: string }[]);`,
    ),
  );
  if (!("compiled" in found)) throw new Error(formatDiagnostics(found));
  const disagreement = await firstDisagreement([found], 200, 3);
  expect(disagreement === undefined ? "" : describeDisagreement(disagreement)).toBe("");
});

it("a generator of another module is the same by its name and by its module's", () => {
  const parts =
    "export function* parts(path: readonly string[]) { for (const part of path) yield { msg: part }; }\n";
  const [named, whole] = [
    policy('import { parts } from "./parts.ts";', "yield* parts(input.parsed_path);"),
    policy('import * as finders from "./parts.ts";', "yield* finders.parts(input.parsed_path);"),
  ].map((text) => compileTexts({ "policy.ts": text, "parts.ts": parts }));
  if (named?.ok !== true || whole?.ok !== true) throw new Error("a policy that is refused");
  expect(whole.policy.rego).toBe(named.policy.rego);
});
