import fc from "fast-check";

const key = fc.constantFrom("a", "b", "c");
const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => ["input", ...keys].join("."));
const literal = fc.constantFrom(
  "0",
  "1",
  '"a"',
  '"b"',
  "null",
  "{}",
  "[]",
  "true",
  "false",
  '{"a": 1}',
  '["a"]',
);

/** Terms that may be undefined and of any type. */
const any = fc.oneof(
  { weight: 4, arbitrary: path },
  path.map((at) => `${at}[_]`),
  fc.tuple(path, path).map(([at, by]) => `${at}[${by}]`),
  fc.tuple(path, key, key).map(([at, one, two]) => `object.get(${at}, ["${one}", "${two}"], ${at})`),
  fc.tuple(path, path).map(([at, by]) => `object.get(${at}, ${by}, 0)`),
  path.map((at) => `helper(${at})`),
  path.map((at) => `table[${at}]`),
  path.map((at) => `data.q[${at}]`),
  path.map((at) => `data.q.dispatch[${at}]`),
  path.map((at) => `chosen(${at})`),
  path.map((at) => `json.unmarshal(${at})`),
  fc.constantFrom("item", "item", "grown", "pairs", "pairs.a", "pairs[item]"),
);
/** Terms with one type. */
const typed = fc.oneof(
  fc.tuple(key, path).map(([from, at]) => `replaced_${from}(${at})`),
  path.map((at) => `count(${at})`),
  path.map((at) => `type_name(${at})`),
  path.map((at) => `is_string(${at})`),
  path.map((at) => `lower(${at})`),
  path.map((at) => `split(${at}, "/")`),
  path.map((at) => `concat("/", [${at}, "a"])`),
  path.map((at) => `sprintf("%v", [${at}])`),
  path.map((at) => `object.keys(${at})`),
  path.map((at) => `sort(${at})`),
  path.map((at) => `array.concat(${at}, ["a"])`),
  path.map((at) => `object.union({"a": 1}, ${at})`),
  path.map((at) => `{x | some x in ${at}}`),
  path.map((at) => `[x | some x in ${at}; x != "a"]`),
  path.map((at) => `[k | some k, _ in ${at}]`),
  path.map((at) => `{k: 1 | some k, _ in ${at}}`),
  path.map((at) => `{v: k | some k, v in ${at}}`),
  fc.tuple(path, path).map(([one, two]) => `{${one}, ${two}, "a"}`),
  fc.tuple(path, path).map(([one, two]) => `count({${one}, ${two}, "a"})`),
  fc.tuple(path, path).map(([one, two]) => `[x | some x in {${one}, ${two}, "b"}]`),
  fc.tuple(path, path).map(([one, two]) => `{${one}: 1, "a": ${two}}`),
  fc.tuple(path, path).map(([one, two]) => `count({x: 1 | some x in [${one}, ${two}, "a"]})`),
  fc.tuple(path, path).map(([one, two]) => `{${one}} | {${two}}`),
  path.map((at) => `{"k": [${at}]}`),
  path.map((at) => `max([1, ${at}])`),
);
const compared = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");
const side = fc.oneof(any, typed, literal);
const condition = fc.oneof(
  { weight: 2, arbitrary: any },
  { weight: 3, arbitrary: fc.tuple(any, compared, side).map((parts) => parts.join(" ")) },
  {
    weight: 2,
    arbitrary: fc.tuple(any, fc.constantFrom("==", "!="), literal).map((parts) => parts.join(" ")),
  },
  fc.tuple(typed, compared, any).map((parts) => parts.join(" ")),
  fc.tuple(any, side).map(([one, other]) => `not ${one} == ${other}`),
  path.map((at) => `not ${at}`),
  path.map((at) => `every x in ${at} { x.a == 1 }`),
  path.map((at) => `every k, v in ${at} { k != v }`),
  fc.tuple(side, path).map(([one, at]) => `${one} in ${at}`),
  fc.tuple(path, path).map(([one, at]) => `${one} in {"a", ${at}, 1}`),
  fc.tuple(path, path).map(([one, at]) => `"a", ${one} in ${at}`),
  path.map((at) => `startswith(${at}, "a")`),
  path.map((at) => `not startswith(${at}, "a")`),
  path.map((at) => `destructured(${at})`),
  path.map((at) => `count(${at}) > 1`),
  path.map((at) => `has_a(${at})`),
  fc.tuple(path, path).map(([one, two]) => `${one} == 1 with input as ${two}`),
  fc.tuple(path, key, path).map(([one, at, two]) => `${one} == 1 with input.${at} as ${two}`),
  fc.tuple(path, key, key).map(([one, a, b]) => `other == ${one} with input.${a}.${b} as 1`),
);
const conditions = fc.array(condition, { maxLength: 3 });
const rule = fc.oneof(
  fc
    .tuple(path, conditions, side)
    .map(([bound, all, made]) => body("decision contains result if", bound, [...all, `result := ${made}`])),
  fc.tuple(path, conditions, literal).map(([bound, all, made]) => body(`complete := ${made} if`, bound, all)),
  fc
    .tuple(path, conditions, side)
    .map(([bound, all, made]) => body("complete := result if", bound, [...all, `result := ${made}`])),
);

function body(head: string, bound: string, lines: readonly string[]): string {
  return `${head} {\n\t${[`item := ${bound}`, ...lines].join("\n\t")}\n}\n`;
}

const shared = `
grown contains x if some x in input.a

grown contains x if { some x in input.b; x != "a" }

pairs[k] := v if some k, v in input.c

pairs.a := input.b

helper(x) := x.a

helper(x) := 0 if not x.a

chosen(x) := "one" if {
	x == "a"
} else := "two" if {
	x.a
} else := x

destructured(x) if {
	[1, {"a": y}] = x
	y != 2
}

has_a(x) if {
	some y in x
	y == "a"
}

other := [input.c, object.get(input, ["a", "b"], 0)]

replaced_a(x) := found if found := other with input as x

replaced_b(x) := found if found := other with input.a as x

replaced_c(x) := found if found := other with input.c.b as x

table.a := input.a

table.b if input.c == 1

default complete := "default"

decision contains "none" if false

result := {"set": decision, "complete": complete}
`;

/** Modules of one package each, which answer at `result`, and one that calls by path go to. */
export function modulesWith(policies: readonly string[]): Readonly<Record<string, string>> {
  const modules: Record<string, string> = {
    "q.rego": `package q

a := input.b

b := 1 if input.c.a == 1

dispatch.a := input.a

dispatch.b contains x if some x in input.b
`,
  };
  for (const [index, text] of policies.entries()) {
    modules[`p${index}.rego`] = `package p${index}\n\n${text}${shared}`;
  }
  return modules;
}

export const generatedPolicy = fc
  .array(rule, { minLength: 1, maxLength: 4 })
  .map((rules) => rules.join("\n"));
