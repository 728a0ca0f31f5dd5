import { type BuiltinContext, builtins, UnsupportedCall } from "@bylaw/engine/builtins";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/values/index.ts";
import { expectAgreement, now } from "./agree-with-opa.ts";

const schema = `
"who asks" interface Node { id: ID! name(short: Boolean = false, size: Int): String }
interface Owned implements Node { id: ID! name(short: Boolean, size: Int): String owner: User }
type User implements Node @tag(name: "a") @tag(name: "b") { id: ID! name(short: Boolean, size: Int, more: [Int]): String friends(first: Int!, filter: Filter): [User!]! role: Role }
type Doc implements Node & Owned { id: ID! name(short: Boolean, size: Int): String owner: User words: [[Int]] role: String }
union Found = User | Doc
enum Role { ADMIN USER @deprecated }
input Filter { role: Role = USER ids: [ID!] deep: Filter min: Float! = 0.5 any: Anything }
input Pick @oneOf { id: ID name: String }
scalar Anything @specifiedBy(url: "x")
directive @tag(name: String!, times: Int) repeatable on FIELD | OBJECT | QUERY | VARIABLE_DEFINITION
directive @once on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT | FRAGMENT_DEFINITION | SUBSCRIPTION
type Query { me: User node(id: ID!): Node found(filter: Filter, pick: Pick, any: Anything, text: [String!] = ["x"]): [Found] doc: Doc }
type Mutation { rename(id: ID!, name: String): User }
type Subscription { changed: User gone: ID }
`;

const chance = (weight: number, arbitrary: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 10 - weight, arbitrary: fc.constant("") }, { weight, arbitrary });
const several = (arbitrary: fc.Arbitrary<string>, most: number, separator = " ") =>
  fc.array(arbitrary, { minLength: 1, maxLength: most }).map((parts) => parts.join(separator));
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("1", "-5", "1.5", "2147483648", "1e400", "99999999999999999999", '"t"', '"""t"""'),
    fc.constantFrom("true", "null", "ADMIN", "USER", "OTHER", "$a", "$b", "$c", "[]", "{}", '{ id: "x" }'),
    fc.constantFrom("{ role: ADMIN, min: 1 }", "{ ids: [$a] }", "{ name: $b }", "{ id: null }", "[$a, 1]"),
    several(tie("value"), 3).map((parts) => `[${parts}]`),
    several(
      fc
        .tuple(fc.constantFrom("role", "ids", "deep", "min", "any", "id"), tie("value"))
        .map(([name, held]) => `${name}: ${held}`),
      2,
      ", ",
    ).map((parts) => `{${parts}}`),
  ),
}));
const given = (names: readonly string[]) =>
  several(
    fc.tuple(fc.constantFrom(...names), value).map(([name, held]) => `${name}: ${held}`),
    2,
  ).map((parts) => `(${parts})`);
const directive = fc.oneof(
  fc.constantFrom('@tag(name: "n")', "@once", "@skip(if: true)", "@include(if: $c)", "@unknown", "@tag"),
  given(["name", "times"]).map((args) => `@tag${args}`),
);
const directives = chance(1, several(directive, 2));
const alias = chance(1, fc.constantFrom("x: ", "y: ", "name: "));
const fragments = ["F", "G", "H"];
const { selections } = fc.letrec<{ selections: string; selection: string }>((tie) => ({
  selection: fc
    .oneof(
      { depthSize: "medium" },
      fc.tuple(alias, fc.constantFrom("id", "name", "role", "words", "__typename", "gone"), directives),
      fc.tuple(alias, fc.constant("name"), given(["short", "size", "more"]), directives),
      fc.tuple(alias, fc.constantFrom("me", "owner", "doc", "changed"), directives, tie("selections")),
      fc.tuple(
        alias,
        fc.constantFrom("friends(first: 1)", 'node(id: "1")', "friends(first: $a)"),
        tie("selections"),
      ),
      fc.tuple(alias, fc.constant("found"), given(["filter", "pick", "any", "text"]), tie("selections")),
      fc.tuple(fc.constant("__schema { types { fields { type { "), tie("selection"), fc.constant("} } } }")),
      fc.tuple(
        fc.constantFrom("... on User", "... on Doc", "... on Node", "...", "... on Role"),
        directives,
        tie("selections"),
      ),
      fc.tuple(fc.constantFrom("...F", "...G", "...H", "# why\n...F"), directives),
    )
    .map((parts) => parts.join(" ")),
  selections: several(tie("selection"), 3).map((parts) => `{ ${parts} }`),
}));
const variables = chance(
  6,
  several(
    fc
      .tuple(
        fc.constantFrom("$a", "$b", "$c"),
        fc.constantFrom("Int", "Int!", "ID!", "String", "Boolean!", "[Int]", "Filter", "User", "Missing"),
        chance(
          2,
          value.map((held) => `= ${held}`),
        ),
        directives,
      )
      .map(([name, type, byDefault, uses]) => `${name}: ${type} ${byDefault} ${uses}`),
    3,
    ", ",
  ).map((parts) => `(${parts})`),
);
const operation = fc
  .tuple(
    fc.constantFrom("query", "query", "query Q", "mutation M", "subscription S"),
    variables,
    directives,
    selections,
  )
  .map((parts) => parts.join(" "));
const fragment = fc
  .tuple(
    fc.constantFrom(...fragments),
    fc.constantFrom("User", "Doc", "Node", "Query", "Role", "Missing"),
    directives,
    selections,
  )
  .map(([name, type, uses, body]) => `fragment ${name} on ${type} ${uses} ${withoutCycles(name, body)}`);

/** OPA ends with a stack overflow on many queries in which fragments spread each other. */
function withoutCycles(name: string, body: string): string {
  return body.replace(/\.\.\.([FGH])\b/g, (spread, other: string) => (other > name ? spread : "id"));
}

const document = fc
  .tuple(fc.oneof(operation, selections, several(operation, 2)), fc.array(fragment, { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest].join("\n"));

/** A query that has few mistakes, so that many are valid. */
const { tame } = fc.letrec<{ tame: string; user: string }>((tie) => ({
  user: several(
    fc.oneof(
      { depthSize: "medium" },
      fc.constantFrom(
        "id",
        "name",
        "x: name",
        "name(short: true)",
        "role",
        "...F",
        "... on Node { id }",
        "x: id",
      ),
      fc
        .tuple(
          fc.constantFrom("friends(first: 1) {", "f: friends(first: $a) {"),
          tie("user"),
          fc.constant("}"),
        )
        .map((p) => p.join(" ")),
    ),
    3,
  ),
  tame: several(
    fc.oneof(
      tie("user").map((body) => `me { ${body} }`),
      tie("user").map((body) => `node(id: $b) { ... on User { ${body} } ... on Doc { x: id } }`),
      tie("user").map((body) => `found(filter: { role: ADMIN, ids: [$b] }) { ... on User { ${body} } }`),
      fc.constantFrom(
        'found(pick: { id: "1" }) { __typename }',
        "found(any: { a: [1, $a] }) { ...G }",
        "doc { words role }",
      ),
    ),
    2,
  ).map(
    (body) =>
      `query Q($a: Int! = 1, $b: ID! = "1") { ${body} again: node(id: $b) { id ...G } u: me { ...F } } fragment F on User { id name friends(first: $a) { id } } fragment G on Node { id ... on User { ...F } }`,
  ),
}));

/** Another text, a token away. */
const mutated = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(
      text,
      fc.nat(),
      fc.constantFrom(
        ...[
          "",
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          "!",
          "=",
          "|",
          "&",
          "@",
          "$",
          ":",
          "...",
          "# c\n",
          "on",
          "extend",
          '"d"',
        ],
        ...[
          '"""\n  d\n   e\n"""',
          '""',
          "type",
          "input",
          "enum",
          "union",
          "schema",
          "repeatable",
          "implements",
          "\0",
          "\ufeff",
        ],
        ...[
          "01",
          "1e5",
          "1.",
          "-",
          '"\\u00e9\\ud83d\\n"',
          '"\\x"',
          '"open',
          "é",
          "'",
          "\r\n",
          ",",
          '""""quoted""""',
          "# d\n# e\r",
        ],
      ),
      fc.boolean(),
    )
    .map(([whole, at, token, replaces]) => {
      const tokens = whole.match(/\w+|\s+|"[^"\n]*"|\.{3}|[^\w\s]/g) ?? [];
      return tokens.toSpliced(at % (tokens.length + 1), replaces ? 1 : 0, ` ${token} `).join("");
    });

const schemaParts = fc
  .oneof(
    { weight: 4, arbitrary: fc.constant(schema.trim().split("\n")) },
    { weight: 1, arbitrary: fc.shuffledSubarray(schema.trim().split("\n"), { minLength: 12 }) },
  )
  .chain((lines) =>
    fc
      .array(
        fc.constantFrom(
          "extend type User { age: Int }",
          'extend type User @tag(name: "c")',
          "extend interface Node { more: Int }",
          "extend enum Role { GUEST }",
          "extend input Filter { more: Filter! }",
          "extend union Found = Query",
          "extend scalar Anything @deprecated",
          "extend schema { query: User }",
          "schema { query: Query mutation: Mutation }",
          "schema @once { query: Missing }",
          "type __Own { a: Int }",
          "type Empty",
          "input Loop { loop: Loop! }",
          "input Open { loop: [Loop!]! list: User }",
          "enum Bad { true }",
          "enum Twice { A A }",
          "union Twice = User | User",
          "directive @skip(if: Int) on FIELD",
          "directive @self(a: Int @self) on ARGUMENT_DEFINITION",
          "directive @bad(a: User) on FIELD",
          "directive @needs(a: Int!, b: Int! = 1) on OBJECT type T @needs(a: null) { f: Int }",
          "directive @needs(a: Int!, b: Int! = 1) on OBJECT type T @needs(a: 1) { f(a: Int = 1 @deprecated): Int }",
          "type T implements Owned { id: ID! name(short: Boolean, size: Int, x: Int!): String owner: User }",
          "type T implements Node { id: ID! name(short: Boolean, size: Int): String! }",
          "type T implements Node { id: ID name(short: Boolean): Int }",
          "interface Base { found: [Node] of: Found } type T implements Base { found: [User!]! of: Doc }",
          '# one\n# two\n"d" # three\ntype C { # four\n"e" # five\na(# six\nb: Int = 1 # seven\n): Int # eight\n}\n# nine',
          "# one\nextend type User { # two\na: Int }",
          "type D { a: Int @deprecated @deprecated }",
        ),
        { maxLength: 3 },
      )
      .map((more) => [...lines, ...more].join("\n")),
  );

const sample = <Held>(arbitrary: fc.Arbitrary<Held>, numRuns: number) =>
  fc.sample(arbitrary, { numRuns, seed: 4 });

describe("graphql builtins give what OPA gives", () => {
  const queries = [...sample(document, 200), ...sample(tame, 150), ...sample(mutated(tame), 200)];
  const schemas = [...sample(schemaParts, 200), ...sample(mutated(schemaParts), 200)];
  const comments = [
    "# one\n{ # two\n a # three\n # four\n (# five\n x: # six\n $b # seven\n) # eight\n @once # nine\n { # ten\n b } # eleven\n }",
    "# one\nquery # two\nQ # three\n(# four\n$a: # five\nInt = # six\n[# seven\n{# eight\na: 1}] # nine\n) # ten\n{ # eleven\n...F # twelve\n# thirteen\n... # fourteen\non A { a } ... @once { a } }\n# fifteen\nfragment # sixteen\nF on A { a }",
  ];
  const cycles = [
    "{ me { ...F } } fragment F on User { id ...F }",
    "{ me { ...F } } fragment F on User { id ...G } fragment G on User { id ...F }",
  ];
  const odd: readonly Json[] = ["", "{", "{}", "query", 5, null, {}, [], { Operations: 5 }];

  it("parse_query", async () => {
    await expectAgreement(
      "graphql.parse_query",
      [...queries, ...sample(mutated(document), 200), ...comments, ...odd].map((text) => [text]),
    );
  });

  it("parse_schema and schema_is_valid", async () => {
    const calls = [schema, ...schemas, ...odd].map((text) => [text]);
    await expectAgreement("graphql.parse_schema", calls);
    await expectAgreement("graphql.schema_is_valid", calls);
  });

  it("is_valid and parse_and_verify", async () => {
    const calls = [...queries, ...cycles, ...odd].map((query) => [query, schema]);
    await expectAgreement("graphql.is_valid", calls);
    await expectAgreement("graphql.parse_and_verify", [
      ...calls,
      ...odd.map((text) => ["{ me { id } }", text]),
    ]);
  });

  it("parse, with schemas that vary", async () => {
    const [first] = sample(tame, 1);
    await expectAgreement("graphql.parse", [
      ...schemas.map((text) => ["{ me { id } }", text]),
      ...queries.slice(0, 100).map((query) => [query, schema]),
      ...schemas.slice(0, 100).map((text) => [first ?? "", text]),
    ]);
  });

  it("takes the trees that it gives", async () => {
    const context: BuiltinContext = { now };
    const tree = (name: string, text: string): Json => builtins.get(name)?.([text], context) ?? null;
    const wellFormed = (name: string, texts: readonly string[]) =>
      texts.filter((text) => {
        try {
          return tree(name, text) !== null;
        } catch {
          return false;
        }
      });
    const trees = wellFormed("graphql.parse_query", queries)
      .slice(0, 150)
      .map((text) => [tree("graphql.parse_query", text), schema]);
    const answered = trees.filter((args) => {
      try {
        builtins.get("graphql.parse_and_verify")?.(args, context);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(UnsupportedCall);
        return false;
      }
    });
    expect(answered.length).toBeGreaterThan(trees.length / 2);
    await expectAgreement("graphql.parse_and_verify", answered);
    const schemaTrees = wellFormed("graphql.parse_schema", schemas).map((text) => [
      tree("graphql.parse_schema", text),
    ]);
    await expectAgreement("graphql.schema_is_valid", schemaTrees);
  });
});

describe("hostile documents", () => {
  it("are refused when nested too deeply", () => {
    const call = (name: string, text: string) => builtins.get(name)?.([text], { now });
    expect(() => call("graphql.parse_query", "{a".repeat(100_000))).toThrow(UnsupportedCall);
    expect(() => call("graphql.parse_query", `{ a(b: ${"[".repeat(100_000)}`)).toThrow(UnsupportedCall);
    expect(() => call("graphql.parse_schema", `type A { a: ${"[".repeat(100_000)}`)).toThrow(UnsupportedCall);
  });

  it("end, where OPA does not", () => {
    const query =
      "{ me { ...F } } fragment F on User { friends(first: 1) { friends(first: 1) { ...F } ...F } }";
    expect(() => builtins.get("graphql.is_valid")?.([query, schema], { now })).toThrow(UnsupportedCall);
  });

  it("count as work", () => {
    const fields = "a: me { ...F } ".repeat(2_000);
    const query = `{ ${fields} } fragment F on User { ${"x: id ".repeat(200)} }`;
    let steps = 0;
    const spend = (more: number) => {
      steps += more;
      if (steps > 1_000_000) throw new Error("enough");
    };
    expect(() => builtins.get("graphql.is_valid")?.([query, schema], { now, spend })).toThrow("enough");
  });
});
