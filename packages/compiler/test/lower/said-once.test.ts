import { createEngine, findOpa, type Json } from "@bylaw/engine";
import { expect, it } from "vitest";
import { createCompiler, formatDiagnostics } from "../../src/index.ts";
import { virtualPath } from "../fixtures/sources.ts";

const compiler = createCompiler();

/** A policy with one rule that finds things. */
function regoOf(rule: string): string {
  const text = `import { imageReference } from "@bylaw/dsl/image";
import { findingPolicy } from "@bylaw/dsl/policy";
import { regexMatches } from "@bylaw/dsl/patterns";
import { t } from "@bylaw/dsl/schema";

const one = t.object({ name: t.string, image: t.opt(t.string), tags: t.opt(t.array(t.string)) });

export default findingPolicy({
  package: "once",
  input: t.object({
    kind: t.string,
    operation: t.string,
    name: t.opt(t.string),
    ones: t.array(one),
    others: t.array(one),
    known: t.array(t.string),
  }),
  deny: { *rule(input) { ${rule} } },
});
`;
  const entry = virtualPath("once.ts");
  const compilation = compiler.compile({ entry, sources: new Map([[entry, text]]) });
  if (!compilation.ok) throw new Error(formatDiagnostics(compilation.diagnostics));
  return compilation.policy.rego;
}

async function messages(rego: string, ...inputs: readonly Json[]): Promise<readonly (readonly string[])[]> {
  const engine = await createEngine("opa", { modules: { "once.rego": rego } }, ["once/deny"], {
    opa: await findOpa(),
    strictBuiltinErrors: true,
  });
  try {
    const found = await engine.evaluate(inputs.map((input) => ({ path: "once/deny", input, now: 0n })));
    return found.map((outcome) => {
      const list = outcome.kind === "defined" && Array.isArray(outcome.value) ? outcome.value : [];
      return list.map(({ msg }: { readonly msg: string }) => msg).sort();
    });
  } finally {
    await engine.close();
  }
}

type Given = { readonly [key: string]: Json };

const inputOf = (given: Given): Json => ({
  kind: "Pod",
  operation: "CREATE",
  ones: [],
  others: [],
  known: [],
  ...given,
});
const ones = (...all: readonly Given[]): Given => ({
  ones: all.map((one, at) => ({ name: `n${at}`, ...one })),
});
/** Without the one that finds what is malformed. */
const bodiesOf = (rego: string): number => rego.split("deny contains").length - 2;

it("says once what depends on a text that may be missing", async () => {
  const rego = regoOf(`for (const { name, image } of input.ones)
    if (!input.known.includes(image ?? "none")) yield { msg: name + " has " + (image ?? "none") };`);
  expect(bodiesOf(rego)).toBe(1);
  const given = ones({ image: "a" }, { image: null }, {}, { image: "b" });
  const [all, known] = await messages(rego, inputOf(given), inputOf({ ...given, known: ["a", "none"] }));
  expect(all).toEqual(["n0 has a", "n1 has none", "n2 has none", "n3 has b"]);
  expect(known).toEqual(["n3 has b"]);
});

it("calls a text of the input alone by its name", async () => {
  const rego = regoOf(`const name = (input.kind === "Pod" ? input.name : input.operation) ?? "nobody";
    for (const one of input.ones) if (!input.known.includes(name)) yield { msg: one.name + " of " + name };`);
  expect(bodiesOf(rego)).toBe(1);
  const [pod, missing, other] = await messages(
    rego,
    inputOf({ ...ones({}), name: "me" }),
    inputOf(ones({})),
    inputOf({ ...ones({}), kind: "Job" }),
  );
  expect([pod, missing, other]).toEqual([["n0 of me"], ["n0 of nobody"], ["n0 of CREATE"]]);
});

it("makes sure that such a text is one before a builtin has it", async () => {
  const rego = regoOf(`for (const { name, image } of input.ones)
    if (!input.known.includes(name + (image ?? name))) yield { msg: (image ?? name) + "!" };`);
  const [found] = await messages(rego, inputOf(ones({ image: {} }, {})));
  expect(found).toEqual(["malformed input: input.ones[*].image", "n1!"]);
});

it("asks a function where a rule ends early on two conditions", async () => {
  const rego = regoOf(`if (input.kind === "Pod" && input.operation === "CREATE") return;
    for (const { name } of input.ones) if (!input.known.includes(name)) yield { msg: name };`);
  expect(bodiesOf(rego)).toBe(1);
  const given = ones({});
  const found = await messages(
    rego,
    inputOf(given),
    inputOf({ ...given, kind: "Job" }),
    inputOf({ ...given, operation: "UPDATE" }),
  );
  expect(found).toEqual([[], ["n0"], ["n0"]]);
});

it("has no body for what contradicts an earlier condition", () => {
  const rego = regoOf(`if (input.kind === "Pod" && input.operation === "CREATE") return;
    for (const { name } of input.ones) {
      if (input.kind === "Pod") yield { msg: "pod " + name };
      if (input.operation === "CREATE") yield { msg: "new " + name };
    }`);
  expect(bodiesOf(rego)).toBe(2);
});

it("does not take a function for a variable of the policy of the same name", async () => {
  const rego = regoOf(`for (const either of input.ones)
    for (const image_of of input.others)
      if ((either.name === "n0" || image_of.name === either.image) && !input.known.includes(image_of.image ?? "x"))
        yield { msg: either.name + (image_of.image ?? "x") };`);
  const others = [{ name: "o" }, { name: "p", image: "i" }];
  const [found] = await messages(rego, inputOf({ ...ones({}, { image: "p" }), others }));
  expect(found).toEqual(["n0i", "n0x", "n1i"]);
});

it("counts, and looks for, what lists in lists hold on conditions", async () => {
  const tags = `(input.ones).filter(({ name }) => name !== "n1").flatMap((one) => one.tags ?? [])`;
  const rego = regoOf(`const tags = input.kind === "Pod" ? ${tags} : [];
    if (tags.length === 0) yield { msg: "none" };
    if (!tags.includes("a")) yield { msg: "no a" };`);
  const found = await messages(
    rego,
    inputOf(ones({ tags: ["a"] }, { tags: ["b"] })),
    inputOf(ones({}, { tags: ["a"] })),
    inputOf({ ...ones({ tags: ["a"] }), kind: "Job" }),
    inputOf(ones({ tags: ["b"] })),
  );
  expect(found).toEqual([[], ["no a", "none"], ["no a", "none"], ["no a"]]);
});

it("goes through lists in lists as one where only what is in them counts, and counts all of them", async () => {
  const rego =
    regoOf(`const all = [...input.ones, ...input.others].filter(({ image }) => image !== undefined);
    const names = [...all.map(({ name }) => name), ...input.known];
    if (names.includes("n0") && input.kind === "Pod") yield { msg: "asked" };
    if (all.length > 2) yield { msg: "three" };
    for (const name of [...all.map((one) => one.image ?? ""), ...input.known]) yield { msg: name };`);
  const same = { name: "n0", image: "i" };
  const found = await messages(
    rego,
    inputOf({ ones: [same, same], others: [same], known: ["i", "k"] }),
    inputOf({ ones: [same], others: [{ name: "n0" }], kind: "Job" }),
    inputOf({ ones: [], others: [], known: ["n0"] }),
  );
  expect(found).toEqual([["asked", "i", "k", "three"], ["i"], ["asked", "n0"]]);
});

it("knows what functions of the library say of texts that are written out", async () => {
  const rego = regoOf(`for (const { name, image } of input.ones) {
    if (imageReference(image ?? "") === undefined) yield { msg: name + " has none" };
    if (!regexMatches("^[a-z]+$", image ?? "A")) yield { msg: name + " is odd" };
  }`);
  expect(rego).not.toContain('image_reference("")');
  expect(rego).not.toContain('regex_matches("A")');
  const [found] = await messages(rego, inputOf(ones({ image: "nginx" }, {}, { image: "?" })));
  expect(found).toEqual(["n1 has none", "n1 is odd", "n2 has none", "n2 is odd"]);
});
