import { expect, it } from "vitest";
import { formatDiagnostics } from "../../src/index.ts";
import { describeDisagreement, firstDisagreement, type Runnable, runnable } from "../programs/compare.ts";

/** A policy over kinds of the given structures, which are all read in the same words. */
function policyOf(name: string, structures: readonly string[], read: string): Runnable {
  const kinds = structures.map(
    (structure, index) => `t.object({ kind: t.oneOf("K${index}"), ${structure} })`,
  );
  const cases = structures.map((_, index) => `    case "K${index}": return ${read};`);
  const found = runnable(`import { policy } from "@bylaw/dsl/policy";
import { type Static, t } from "@bylaw/dsl/schema";

const part = t.object({ name: t.string, level: t.opt(t.number) });
const item = t.union(${kinds.join(", ")});
const nameOf = (object: Static<typeof item>): string | undefined => {
  switch (object.kind) {
${cases.join("\n")}
  }
};

export default policy({
  package: "${name}",
  input: t.object({ object: item, objects: t.array(item) }),
  allow: {
    named: ({ object }) => nameOf(object) === "a",
    unnamed: ({ objects }) => objects.every((object) => (nameOf(object) ?? "none") === "none"),
  },
  deny: {
    other: ({ object }) => (nameOf(object) ?? "b").startsWith("b"),
    some: ({ objects }) => objects.some((object) => nameOf(object) !== "a"),
  },
});
`);
  if ("compiled" in found) return found;
  throw new Error(formatDiagnostics(found));
}

const rows = ({ compiled }: Runnable): number => compiled.rego.split("\n").length;

const same = "spec: t.object({ part })";
const sameBeside = "spec: t.object({ part, size: t.number })";
const optional = "spec: t.object({ part: t.opt(part) })";
const nearly: Readonly<Record<string, string>> = {
  "a part that may be missing": optional,
  "a part that may be null": "spec: t.object({ part: t.union(part, t.null) })",
  "a specification that may be missing": "spec: t.opt(t.object({ part }))",
  "parts by their names": "spec: t.map(part)",
  "a name out of some":
    'spec: t.object({ part: t.object({ name: t.oneOf("a", "b"), level: t.opt(t.number) }) })',
  "a name that may be missing": "spec: t.object({ part: t.object({ name: t.opt(t.string) }) })",
};
const read = 'object.spec?.["part"]?.name';

it("members of the same structure are checked together, and decide alike", { timeout: 120_000 }, async () => {
  const one = policyOf("test.one", [same, optional], read);
  const many = policyOf("test.many", [same, optional, sameBeside, same, optional], read);
  // Each member more costs no more than its literals.
  expect(rows(many)).toBeLessThan(rows(one) + 3 * 4);
  const found = await firstDisagreement([one, many], 100, 1);
  expect(found === undefined ? "" : describeDisagreement(found)).toBe("");
});

it("members of nearly the same structure keep their own checks", { timeout: 120_000 }, async () => {
  const policies = Object.values(nearly).flatMap((structure, index) => [
    policyOf(`test.first_${index}`, [same, structure, sameBeside], read),
    policyOf(`test.last_${index}`, [structure, same, structure], read),
  ]);
  const alike = policyOf("test.alike", [same, same, same], read);
  for (const one of policies) expect(rows(one)).toBeGreaterThan(rows(alike));
  const found = await firstDisagreement(policies, 60, 2);
  expect(found === undefined ? "" : describeDisagreement(found)).toBe("");
});
