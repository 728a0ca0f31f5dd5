import fc from "fast-check";

/** Ways to be of a kind: what an object has, and the groups that a function gives for it. */
interface Kind {
  readonly properties: string;
  readonly groups: string;
  /** The one group, where there always is one. */
  readonly one?: string;
}

const kinds: readonly Kind[] = [
  { properties: "group", groups: "[object.group]", one: "object.group" },
  {
    properties: "spec: t.object({ group })",
    groups: "[object.spec.group]",
    one: "object.spec.group",
  },
  {
    properties: "spec: t.object({ group: t.opt(group) })",
    groups: "object.spec.group === undefined ? [] : [object.spec.group]",
  },
  { properties: "group, other: group", groups: "[object.group, object.other]", one: "object.other" },
  { properties: "groups: t.array(group)", groups: "object.groups" },
  { properties: "group, groups: t.opt(t.array(group))", groups: "[...(object.groups ?? []), object.group]" },
];

// Functions have the names of properties, so that a rule and a local variable of the Rego would like the same one.
const prelude = `import { findingPolicy } from "@bylaw/dsl/policy";
import { type Static, t } from "@bylaw/dsl/schema";

const item = t.object({ name: t.string, on: t.opt(t.boolean), names: t.opt(t.array(t.string)) });
type Item = Static<typeof item>;
const group = t.object({ name: t.string, items: t.array(item), more: t.opt(t.array(item)), others: t.opt(t.map(item)) });
type Group = Static<typeof group>;
`;

const itemsOf = [
  "[...group.items, ...(group.more ?? [])]",
  "[...group.items, ...(group.more ?? []), ...Object.values(group.others ?? {})]",
  "[...group.items, ...(group.more ?? [])].filter(({ on }) => on !== true)",
  'group.name === "a" ? group.items : (group.more ?? [])',
  "group.items",
];

/** What is asked where a group has the name `group`, and perhaps an item the name `item`. */
const ofGroup = [
  "group.name === input.asked",
  "items(group).some(({ on }) => on === true)",
  "items(group).every(({ name }) => name !== group.name)",
  "items(group).length > 1",
  "names(input.object).includes(group.name)",
  "(group.more ?? []).length === 0",
];
const ofItem = [
  "item.on === true",
  "(item.names ?? []).includes(group.name)",
  "item.name === input.asked",
  "names(input.object).includes(item.name)",
  "items(group).every((other) => other.name === item.name)",
  "pairs(input.object).some(({ of, item: other }) => of === item.name && other.name === group.name)",
];

const condition = (texts: readonly string[]) =>
  fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...texts), fc.nat(5)).map(([first, second, form]) => {
    const forms = [
      first,
      `!(${first})`,
      `${first} && ${second}`,
      `${first} || ${second}`,
      `${first} && !(${second})`,
    ];
    return forms[form] ?? "true";
  });

const loopOverItems = fc.tuple(condition([...ofGroup, ...ofItem]), fc.nat(2), fc.nat(3)).map(
  ([test, way, yielded]) => `for (const item of items(group)) {
        ${["", `if (${test}) continue;`, ""][way] ?? ""}
        ${way === 2 ? `if (${test}) ` : ""}${
          [
            "yield { msg: item.name };",
            "yield { msg: item.name, details: { of: group.name } };",
            "for (const name of item.names ?? []) yield { msg: name, details: { of: group.name } };",
            'yield { msg: "an item", details: { on: item.on ?? false } };',
          ][yielded] ?? ""
        }
      }`,
);

const rule = fc.tuple(condition(ofGroup), loopOverItems, loopOverItems, fc.nat(5)).map(
  ([test, first, second, form]) =>
    [
      `for (const group of groups(input.object)) {
      ${first}
      if (${test}) yield { msg: group.name };
    }`,
      `for (const group of groups(input.object)) {
      if (${test}) continue;
      ${first}
      ${second}
    }`,
      `for (const { of, item } of pairs(input.object)) {
      if (item.name !== of) yield { msg: of, details: { item: item.name } };
    }`,
      `for (const group of input.groups) {
      if (${test}) yield { msg: group.name };
      ${first}
    }`,
      `const group = one(input.object);
    if (${test}) return;
    ${first}`,
      `for (const name of names(input.object)) if (name !== input.asked) yield { msg: name };
    for (const group of groups(input.object)) { if (${test}) yield { msg: "a group" }; }`,
    ][form] ?? "",
);

/**
 * A policy that goes through lists that are put together from several, one inside of another, and asks things of them;
 * under a package of the given name.
 */
export const programOfLists: fc.Arbitrary<(name: string) => string> = fc
  .tuple(
    fc.array(fc.nat(kinds.length - 1), { minLength: 2, maxLength: 4 }),
    fc.constantFrom(...itemsOf),
    fc.array(rule, { minLength: 1, maxLength: 2 }),
  )
  .map(([drawn, items, rules]) => (name) => {
    const of = drawn.flatMap((at, index) => {
      const kind = kinds[at];
      return kind === undefined ? [] : [[`K${index}`, kind] as const];
    });
    const cases = (give: (kind: Kind) => string): string =>
      of.map(([kind, one]) => `    case "${kind}": return ${give(one)};`).join("\n");
    return `${prelude}
const object = t.union(
${of.map(([kind, { properties }]) => `  t.object({ kind: t.oneOf("${kind}"), ${properties} }),`).join("\n")}
);
type Thing = Static<typeof object>;
const groups = (object: Thing): readonly Group[] => {
  switch (object.kind) {
${cases(({ groups }) => groups)}
  }
};
const spare = { name: "spare", items: [] };
const one = (object: Thing): Group => {
  switch (object.kind) {
${cases((kind) => kind.one ?? "spare")}
  }
};
const items = (group: Group): readonly Item[] => ${items};
const names = (object: Thing): readonly string[] => [
  ...groups(object).map(({ name }) => name),
  ...groups(object).flatMap((group) => items(group)).map(({ name }) => name),
];
const pairs = (object: Thing) => groups(object).flatMap((group) => items(group).map((item) => ({ of: group.name, item })));

export default findingPolicy({
  package: "${name}",
  input: t.object({ asked: t.string, object, groups: t.array(group) }),
  deny: {
${rules.map((text, index) => `    *"deny ${index}"(input) {\n    ${text}\n    },`).join("\n")}
  },
});
`;
  });
