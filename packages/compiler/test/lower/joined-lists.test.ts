import { createEngine, findOpa, type Json } from "@bylaw/engine";
import { expect, it } from "vitest";
import { createCompiler, formatDiagnostics } from "../../src/index.ts";
import { virtualPath } from "../fixtures/sources.ts";

const compiler = createCompiler();

/** A policy over two kinds of objects, with a rule that finds things. */
function regoOf(rule: string): string {
  const text = `import { findingPolicy } from "@bylaw/dsl/policy";
import { type Static, t } from "@bylaw/dsl/schema";

const item = t.object({ name: t.string });
const group = t.object({ name: t.string, items: t.array(item), more: t.opt(t.array(item)) });
type Group = Static<typeof group>;
const object = t.union(
  t.object({ kind: t.oneOf("One"), group }),
  t.object({ kind: t.oneOf("Other"), spec: t.object({ group }) }),
);
type Thing = Static<typeof object>;
const groups = (object: Thing) => object.kind === "One" ? [object.group] : [object.spec.group];
const both = (object: Thing, groups: readonly Group[]) => [
  ...(object.kind === "One" ? [object.group] : [object.spec.group]),
  ...groups,
];
const items = (group: Group) => [...group.items, ...(group.more ?? [])];

export default findingPolicy({
  package: "joined",
  input: t.object({ object, groups: t.array(group) }),
  deny: { *rule(input) { ${rule} } },
});
`;
  const entry = virtualPath("joined.ts");
  const compilation = compiler.compile({ entry, sources: new Map([[entry, text]]) });
  if (!compilation.ok) throw new Error(formatDiagnostics(compilation.diagnostics));
  return compilation.policy.rego;
}

async function messages(rego: string, input: Json): Promise<readonly string[]> {
  const engine = await createEngine("opa", { modules: { "joined.rego": rego } }, ["joined/deny"], {
    opa: await findOpa(),
    strictBuiltinErrors: true,
  });
  try {
    const [outcome] = await engine.evaluate([{ path: "joined/deny", input, now: 0n }]);
    const found = outcome?.kind === "defined" && Array.isArray(outcome.value) ? outcome.value : [];
    return found.map(({ msg }: { readonly msg: string }) => msg).sort();
  } finally {
    await engine.close();
  }
}

const group = (name: string, ...names: readonly string[]): Json => ({
  name,
  items: names.map((one) => ({ name: one })),
  more: [{ name: `more of ${name}` }],
});
const one: Json = { object: { kind: "One", group: group("a", "x") }, groups: [group("b", "y")] };
const other: Json = { object: { kind: "Other", spec: { group: group("a", "x") } }, groups: [] };

const bodiesOf = (rego: string): number => rego.split("deny contains").length - 1;

it("goes through the one element that a kind has, and through several lists below it", async () => {
  const rego = regoOf(`for (const group of groups(input.object)) {
    if (group.name === "b") continue;
    for (const { name } of items(group)) yield { msg: name };
  }`);
  // The rule, and what is malformed.
  expect(bodiesOf(rego)).toBe(2);
  expect(await messages(rego, one)).toEqual(["more of a", "x"]);
  expect(await messages(rego, other)).toEqual(["more of a", "x"]);
});

it("keeps together what belongs together where there are several elements", async () => {
  const rego = regoOf(`for (const group of both(input.object, input.groups)) {
    for (const { name } of items(group)) yield { msg: group.name + " has " + name };
  }`);
  expect(bodiesOf(rego)).toBe(2);
  expect(await messages(rego, one)).toEqual(["a has more of a", "a has x", "b has more of b", "b has y"]);
});

it("finds what is said of an element that nothing else is read of", async () => {
  const rego = regoOf(`for (const group of groups(input.object)) yield { msg: "a group" };`);
  expect(await messages(rego, one)).toEqual(["a group"]);
});

it("asks of a list, whether something is in it or not", async () => {
  const rego = regoOf(`for (const { name } of both(input.object, input.groups)) {
    if (!groups(input.object).map((group) => group.name).includes(name)) yield { msg: "not " + name };
    if (both(input.object, input.groups).every((group) => group.name === name)) yield { msg: "all " + name };
  }`);
  expect(await messages(rego, one)).toEqual(["not b"]);
  expect(await messages(rego, other)).toEqual(["all a"]);
});

it("counts elements that are alike as often as they are there", async () => {
  const rego =
    regoOf(`if (items(input.groups[0] ?? { name: "", items: [] }).length === 3) yield { msg: "three" };
  for (const group of groups(input.object)) if (items(group).length === 3) yield { msg: "three of it" };`);
  const twice: Json = {
    object: { kind: "One", group: group("a", "x", "x") },
    groups: [group("b", "y", "y")],
  };
  expect(await messages(rego, twice)).toEqual(["three", "three of it"]);
});
