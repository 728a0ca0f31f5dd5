import fc from "fast-check";

/** The structure of a kind of objects, and where in it the part is that rules look for. */
interface Structure {
  readonly properties: string;
  /** The way to the part, up to where it may be missing. */
  readonly sure: string;
  /** The rest of the way. */
  readonly rest: string;
}

/** Structures of which some are the same, and some nearly so: read alike, but with one bound or one presence another. */
const structures: readonly Structure[] = [
  { properties: "spec: t.object({ part })", sure: "spec.part", rest: "" },
  { properties: "spec: t.object({ part, size: t.number })", sure: "spec.part", rest: "" },
  { properties: "spec: t.object({ part: t.opt(part) })", sure: "spec.part", rest: "" },
  { properties: "spec: t.opt(t.object({ part }))", sure: "spec", rest: ".part" },
  { properties: "spec: t.map(part)", sure: 'spec["part"]', rest: "" },
  { properties: "spec: t.object({ part: ofThree })", sure: "spec.part", rest: "" },
  { properties: "spec: t.object({ part: withLevel })", sure: "spec.part", rest: "" },
  { properties: "spec: t.object({ part: untagged })", sure: "spec.part", rest: "" },
  { properties: "spec: t.object({ part: t.union(part, t.null) })", sure: "spec.part", rest: "" },
  { properties: "spec: t.object({ part: t.union(file, row) })", sure: "spec.part", rest: "" },
  { properties: "part", sure: "part", rest: "" },
];

const mayBeMissing = ({ properties }: Structure): boolean => /t\.opt\(|t\.map|t\.null/.test(properties);

const prelude = `import { findingPolicy, policy } from "@bylaw/dsl/policy";
import { type Static, t } from "@bylaw/dsl/schema";

const tags = t.array(t.string);
const part = t.object({ name: t.string, tags, level: t.opt(t.number) });
const ofThree = t.object({ name: t.oneOf("a", "GET", "q"), tags, level: t.opt(t.number) });
const withLevel = t.object({ name: t.string, tags, level: t.number });
const untagged = t.object({ name: t.string, tags: t.opt(tags), level: t.opt(t.number) });
const file = t.object({ type: t.oneOf("file"), name: t.string, tags, level: t.opt(t.number) });
const row = t.object({ type: t.oneOf("row"), name: t.string, tags, level: t.opt(t.number) });
interface Part {
  readonly name: string;
  readonly tags?: readonly string[] | undefined;
  readonly level?: number | undefined;
}
`;

/** What a function gives for an object of a kind, and for none. */
interface Helper {
  readonly name: string;
  readonly type: string;
  readonly of: (structure: Structure) => string;
  readonly otherwise: string;
}

const property = (name: string, type: string): Helper => ({
  name: `${name}Of`,
  type: `${type} | undefined`,
  of: (structure) => {
    const { sure, rest } = structure;
    return `object.${sure}${mayBeMissing(structure) ? "?" : ""}${rest}.${name}`;
  },
  otherwise: "undefined",
});

const helpers: readonly Helper[] = [
  {
    name: "partsOf",
    type: "readonly Part[]",
    of: (structure) => {
      const { sure, rest } = structure;
      const list = `[object.${sure}${rest}]`;
      return mayBeMissing(structure) ? `(object.${sure} == null ? [] : ${list})` : list;
    },
    otherwise: "[]",
  },
  property("name", "string"),
  property("tags", "readonly string[]"),
  property("level", "number"),
];

/** How a function tells the kinds apart. */
type Form = "switch" | "if" | "choice";

const helperText = (
  { name, type, of, otherwise }: Helper,
  form: Form,
  kinds: readonly (readonly [kind: string, structure: Structure])[],
): string => {
  const head = `const ${name} = (object: Item): ${type} =>`;
  const asked = (kind: string): string => `object.kind === "${kind}"`;
  switch (form) {
    case "switch": {
      const cases = kinds.map(([kind, structure]) => `    case "${kind}": return ${of(structure)};`);
      return [
        `${head} {`,
        "  switch (object.kind) {",
        ...cases,
        `    default: return ${otherwise};`,
        "  }",
        "};",
      ].join("\n");
    }
    case "if": {
      const tests = kinds.map(([kind, structure]) => `  if (${asked(kind)}) return ${of(structure)};`);
      return [`${head} {`, ...tests, `  return ${otherwise};`, "};"].join("\n");
    }
    case "choice": {
      const tests = kinds.map(([kind, structure]) => `${asked(kind)} ? ${of(structure)} : `);
      return `${head} ${tests.join("")}${otherwise};`;
    }
  }
};

/** Text about an object, given what it is called. */
type OfObject = (object: string) => string;

const question = fc.constantFrom<OfObject>(
  (object) => `partsOf(${object}).some((part) => part.name === input.asked)`,
  (object) => `partsOf(${object}).every(({ tags }) => (tags ?? []).includes("a"))`,
  (object) => `partsOf(${object}).length === 0`,
  (object) => `(nameOf(${object}) ?? "none") !== input.asked`,
  (object) => `nameOf(${object}) === "GET"`,
  (object) => `(nameOf(${object}) ?? "").startsWith("G")`,
  (object) => `(tagsOf(${object}) ?? []).some((tag) => tag === input.asked)`,
  (object) => `(tagsOf(${object}) ?? []).length > 1`,
  (object) => `(levelOf(${object}) ?? 0) > 1`,
  (object) => `levelOf(${object}) === undefined`,
);

const { condition } = fc.letrec((tie: fc.LetrecTypedTie<{ readonly condition: OfObject }>) => ({
  condition: fc.oneof(
    { depthSize: "small", maxDepth: 2, withCrossShrink: true },
    { weight: 16, arbitrary: question },
    // A member that is known already may be refused further down.
    { weight: 1, arbitrary: fc.constant<OfObject>((object) => `${object}.kind !== "K1"`) },
    {
      weight: 4,
      arbitrary: tie("condition").map(
        (one): OfObject =>
          (object) =>
            `!(${one(object)})`,
      ),
    },
    {
      weight: 8,
      arbitrary: fc.tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition")).map(
        ([left, operator, right]): OfObject =>
          (object) =>
            `(${left(object)} ${operator} ${right(object)})`,
      ),
    },
  ),
}));

/** A condition on one of the objects of the input, or on all of a list. */
const asked = fc.tuple(condition, fc.nat(4)).map(([of, where]) => {
  const places = [
    of("input.object"),
    of("input.object"),
    `(input.other !== undefined && ${of("input.other")})`,
    `input.objects.some((object) => ${of("object")})`,
    `input.objects.every((object) => ${of("object")})`,
  ];
  return places[where] ?? "true";
});

/** The statements of a rule that finds things in an object. */
const finds = fc.tuple(condition, condition, fc.nat(3)).map(([first, second, way]) => {
  const body = (object: string): string =>
    [
      `if (${first(object)}) yield { msg: nameOf(${object}) ?? "none", details: { level: levelOf(${object}) ?? 0 } };`,
      `for (const part of partsOf(${object})) {
        if (${second(object)}) continue;
        yield { msg: part.name };
        for (const tag of part.tags ?? []) if (tag !== input.asked) yield { msg: tag, details: { of: part.name } };
      }`,
      `if (${first(object)}) return;
      for (const tag of tagsOf(${object}) ?? []) yield { msg: tag };`,
    ][way % 3] ?? "";
  return way === 3 ? `for (const object of input.objects) { ${body("object")} }` : body("input.object");
});

const rules = (texts: readonly string[], write: (text: string, index: number) => string): string =>
  texts.map(write).join("\n");

/**
 * A policy over a union of kinds, some of them of the same structure and some nearly so, whose functions tell them
 * apart; under a package of the given name.
 */
export const programOfKinds: fc.Arbitrary<(name: string) => string> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 2, arbitrary: fc.constant(0) },
        { weight: 3, arbitrary: fc.nat(structures.length - 1) },
      ),
      { minLength: 3, maxLength: 5 },
    ),
    fc.array(
      fc.tuple(
        fc.constantFrom<Form>("switch", "if", "choice"),
        fc.array(fc.nat(9), { minLength: 5, maxLength: 5 }),
        fc.nat(9),
      ),
      { minLength: helpers.length, maxLength: helpers.length },
    ),
    fc.array(asked, { minLength: 1, maxLength: 2 }),
    fc.array(asked, { minLength: 1, maxLength: 2 }),
    fc.option(fc.array(finds, { minLength: 1, maxLength: 2 })),
  )
  .map(([drawn, forms, allow, deny, found]) => (name) => {
    const kinds = drawn.map(
      (at, index) => [`K${index}`, structures[at] ?? { properties: "part", sure: "part", rest: "" }] as const,
    );
    const shapes = kinds.map(
      ([kind, { properties }]) => `  t.object({ kind: t.oneOf("${kind}"), ${properties} }),`,
    );
    const functions = helpers.map((helper, index) => {
      const [form, order, left] = forms[index] ?? (["switch", [], 0] as const);
      const ordered = kinds
        .map((one, at) => [order[at] ?? 0, one] as const)
        .sort(([a], [b]) => a - b)
        .map(([, one]) => one);
      return helperText(helper, form, left === 0 ? ordered.slice(1) : ordered);
    });
    const head = [
      prelude,
      "const item = t.union(",
      ...shapes,
      ");",
      "type Item = Static<typeof item>;",
      ...functions,
    ].join("\n");
    const input = "t.object({ asked: t.string, object: item, other: t.opt(item), objects: t.array(item) })";
    if (found !== null)
      return `${head}
export default findingPolicy({
  package: "${name}",
  input: ${input},
  deny: {
${rules(found, (text, index) => `    *"deny ${index}"(input) {\n      ${text}\n    },`)}
  },
});
`;
    const conditions = (texts: readonly string[], called: string): string =>
      rules(texts, (text, index) => `    "${called} ${index}": (input) => ${text},`);
    return `${head}
export default policy({
  package: "${name}",
  input: ${input},
  allow: {
${conditions(allow, "rule")}
  },
  deny: {
${conditions(deny, "deny")}
  },
});
`;
  });
