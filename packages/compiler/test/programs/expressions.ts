import fc from "fast-check";
import { pick, type Scope, type Writer, withName } from "./scope.ts";

/** The expressions of the subset, by their type. `Bag` is a list in no particular order. */
export interface Expressions {
  readonly condition: Writer;
  readonly text: Writer;
  readonly optionalText: Writer;
  readonly whole: Writer;
  /** A small whole number: products and sums of it stay exact. */
  readonly small: Writer;
  readonly number: Writer;
  readonly list: Writer;
  readonly bag: Writer;
}

export const literals = [
  ...["GET", "a", "b", "x-a", "public", "/", "", "é😀", "q", "secret"],
  // One letter in Base64, in hexadecimal and escaped.
  ...["YQ==", "61", "%61"],
] as const;

const literal = fc.constantFrom(...literals).map(
  (value): Writer =>
    () =>
      JSON.stringify(value),
);
/** A constant whose type is `string`, so that a comparison narrows nothing. */
const named = fc.nat(literals.length - 1).map(
  (index): Writer =>
    () =>
      `literal${index}`,
);
const requiredText = fc.constantFrom(
  "input.attributes.request.http.method",
  "input.attributes.request.http.path",
  "input.attributes.request.http.host",
);
const optional = fc.constantFrom(
  "input.attributes.source.principal",
  'input.attributes.request.http.headers["x-a"]',
  "input.attributes.request.http.headers.a",
  "input.attributes.source.labels?.a",
  "input.attributes.source.address.socketAddress?.address",
  "input.parsed_path[0]",
  "input.parsed_path[1]",
  "input.parsed_query.q?.[0]",
);

/** A call of one of the encodings of the standard library, up to its argument. */
const encoded = (way: "Encode" | "Decode"): fc.Arbitrary<string> =>
  fc.constantFrom("base64", "base64Url", "hex", "percent").map((name) => `${name}${way}(`);

/** A function of one element, which the body may use. */
function over(
  parameter: (scope: Scope) => { readonly name: string; readonly scope: Scope },
  body: Writer,
): Writer {
  return (scope) => {
    const inner = parameter(scope);
    return `(${inner.name}) => ${body(inner.scope)}`;
  };
}

const ofText = (body: Writer): Writer => over((scope) => withName(scope, "texts"), body);

/** Builds a writer of the texts of others. */
function join(...parts: readonly (string | fc.Arbitrary<Writer>)[]): fc.Arbitrary<Writer> {
  const writers = parts.map((part) => (typeof part === "string" ? fc.constant((): string => part) : part));
  return fc.tuple(...writers).map(
    (found): Writer =>
      (scope) =>
        found.map((writer) => writer(scope)).join(""),
  );
}

const plain = (text: fc.Arbitrary<string>): fc.Arbitrary<Writer> => text.map((value) => () => value);

/** Arbitrary expressions; deeper ones become rarer, and a smaller one is always of the first kind. */
export const expressions = fc.letrec((tie: fc.LetrecTypedTie<Expressions>) => {
  const some = (key: keyof Expressions): fc.Arbitrary<Writer> => tie(key);
  const options = { depthSize: "small", maxDepth: 3, withCrossShrink: true } as const;
  const body = some("condition").map(ofText);
  const textBody = some("text").map(ofText);
  const optionalBody = some("list").map(ofText);
  return {
    condition: fc.oneof(
      options,
      join(plain(requiredText), " === ", named),
      join(plain(optional), " !== ", named),
      join(plain(optional), plain(fc.constantFrom(" === undefined", " !== undefined", " == null"))),
      plain(fc.constantFrom("input.truncated_body === true", "(input.truncated_body ?? false)")),
      join(
        "(",
        some("text"),
        ")",
        plain(fc.constantFrom(".startsWith(", ".endsWith(", ".includes(")),
        some("text"),
        ")",
      ),
      join("(", some("text"), " === ", some("text"), ")"),
      join("(", some("optionalText"), " !== ", some("text"), ")"),
      join(
        "(",
        plain(optional),
        "?.startsWith(",
        literal,
        ") ?? ",
        plain(fc.constantFrom("true", "false")),
        ")",
      ),
      join(
        "(",
        some("number"),
        plain(fc.constantFrom(" < ", " >= ", " === ", " > ", " !== ")),
        some("number"),
        ")",
      ),
      join("!(", some("condition"), ")"),
      join("(", some("condition"), " && ", some("condition"), ")"),
      join("(", some("condition"), " || ", some("condition"), ")"),
      join("((", some("condition"), ") === (", some("condition"), "))"),
      join("(", some("condition"), " ? ", some("condition"), " : ", some("condition"), ")"),
      join("(", some("bag"), plain(fc.constantFrom(").some(", ").every(")), body, ")"),
      join("(", some("bag"), ").includes(", some("text"), ")"),
      join("(", some("bag"), plain(fc.constantFrom(").length === 0", ").length > 0", ").length >= 2"))),
      join("tokens.has(", some("text"), ")"),
      join("isListed(", some("text"), ")"),
      plain(
        fc.constantFrom('typeof input.parsed_body === "string"', 'typeof input.parsed_body !== "number"'),
      ),
      join("(body.is(input.parsed_body) && input.parsed_body.sub === ", named, ")"),
      join(
        '(body.is(input.parsed_body) ? input.parsed_body.target.kind === "file" && input.parsed_body.target.path === ',
        named,
        " : false)",
      ),
      join(
        "Object.entries(input.attributes.request.http.headers).some(([key, value]) => key !== value && value === ",
        named,
        ")",
      ),
    ),
    text: fc.oneof(
      options,
      plain(requiredText),
      literal,
      fc.nat(5).map(
        (index): Writer =>
          (scope) =>
            pick(scope.texts, index, "input.attributes.request.http.scheme"),
      ),
      join("(", some("optionalText"), " ?? ", some("text"), ")"),
      join("(", some("condition"), " ? ", some("text"), " : ", some("text"), ")"),
      join("`${", some("text"), "}-${", some("text"), "}`"),
      join("`${", some("whole"), "}`"),
      join("(", some("list"), ").join(", literal, ")"),
      join("(", some("text"), ").trim()"),
      join("(", some("text"), ').replaceAll("a", "-")'),
      join("label(", some("condition"), ")"),
      join(plain(encoded("Encode")), some("text"), ")"),
    ),
    optionalText: fc.oneof(
      options,
      plain(optional),
      join("input.attributes.request.http.headers[", some("text"), "]"),
      join("table.get(", some("text"), ")"),
      join("(", some("list"), plain(fc.constantFrom(")[0]", ")[1]", ").at(-1)"))),
      join("(", some("list"), ").find(", body, ")"),
      join("first(", some("list"), ")"),
      join(plain(encoded("Decode")), some("text"), ")"),
    ),
    whole: fc.oneof(
      options,
      plain(fc.constantFrom("none", "one", "two", "input.parsed_path.length")),
      join("(", some("bag"), ").length"),
      join("(", some("whole"), plain(fc.constantFrom(" + ", " - ")), some("whole"), ")"),
      join("(", some("small"), " * ", some("whole"), ")"),
      join("(", some("condition"), " ? ", some("whole"), " : ", some("whole"), ")"),
      join(
        "(",
        some("bag"),
        ").reduce(",
        some("small").map(
          (term): Writer =>
            (scope) => {
              const { name, scope: inner } = withName(scope, "texts");
              return `(total${scope.depth}, ${name}) => total${scope.depth} + ${term(inner)}`;
            },
        ),
        ", 0)",
      ),
    ),
    small: fc.oneof(
      options,
      plain(fc.constantFrom("none", "one", "two")),
      join("(", some("condition"), " ? ", some("small"), " : ", some("small"), ")"),
      join("(", some("small"), " - ", some("small"), ")"),
    ),
    number: fc.oneof(
      options,
      some("whole"),
      plain(
        fc.constantFrom(
          "input.attributes.request.time.seconds",
          "(input.attributes.request.http.size ?? 1)",
          "hundred",
          "fraction",
          "input.parsed_path.length * input.parsed_path.length",
        ),
      ),
    ),
    list: fc.oneof(
      options,
      plain(fc.constantFrom("input.parsed_path", "(input.parsed_query.q ?? [])", '["a", "b"]', "words")),
      fc.nat(5).map(
        (index): Writer =>
          (scope) =>
            pick(scope.lists, index, "input.parsed_path"),
      ),
      join("(", some("list"), ").filter(", body, ")"),
      join("(", some("list"), ").map(", textBody, ")"),
      join("(", some("list"), ").flatMap(", optionalBody, ")"),
      join("[...", some("list"), ", ", some("text"), "]"),
      join("sorted(", some("bag"), ")"),
      join("(", some("text"), ').split("/")'),
      join("(", some("list"), plain(fc.constantFrom(").slice(1)", ").slice(0, 2)"))),
      join("(", some("condition"), " ? ", some("list"), " : ", some("list"), ")"),
      join("(input.parsed_query[", some("text"), "] ?? [])"),
    ),
    bag: fc.oneof(
      options,
      some("list"),
      plain(
        fc.constantFrom(
          "Object.keys(input.attributes.request.http.headers)",
          "Object.values(input.attributes.request.http.headers)",
          "Object.keys(input.parsed_query)",
        ),
      ),
      join("Object.keys(input.attributes.source.labels ?? {}).filter(", body, ")"),
      join("Object.entries(input.parsed_query).flatMap(([, values]) => values)"),
    ),
  };
});
