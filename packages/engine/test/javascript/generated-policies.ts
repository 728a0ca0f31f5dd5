import fc from "fast-check";

/** Names of the rules that a generated module has, in the order in which one may use another. */
const names = ["r0", "r1", "r2", "r3", "r4", "r5"];

const constant = fc.constantFrom('"a"', '"b"', '"c"', "1", "2", "-1", "0", "true", "false", "null", '""');
const key = fc.constantFrom("a", "b", "list", "map", "tag");
const reference = fc
  .tuple(fc.constantFrom("input", "input", "data.base"), fc.array(key, { minLength: 1, maxLength: 3 }))
  .map(([root, keys]) => `${root}.${keys.join(".")}`);

/** What has any value as far as the type checker of OPA knows, which would refuse most policies of this kind. */
function untyped(code: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return code.map((one) => `id(${one})`);
}

/** A term over the rules before this one, and variables that are bound. */
function term(earlier: readonly string[], bound: readonly string[]): fc.Arbitrary<string> {
  const simple = fc.oneof(
    untyped(constant),
    reference,
    ...(earlier.length > 0 ? [untyped(fc.constantFrom(...earlier))] : []),
    ...(bound.length > 0 ? [fc.constantFrom(...bound)] : []),
  );
  const pair = fc.tuple(simple, simple);
  const compound = fc.oneof(
    pair.map(([one, other]) => `[${one}, ${other}]`),
    pair.map(([one, other]) => `{${one}, ${other}}`),
    pair.map(([one, other]) => `{"k": ${one}, "l": ${other}}`),
    pair.map(([one, other]) => `{${one}: ${other}}`),
    pair.map(([one, other]) => `f(${one}, ${other})`),
    fc.constantFrom('{"a", "b"}', '["a", {"b": [1, {2}]}]', '{1: {"x"}, "y": []}', "set()", "{}"),
    simple.map((one) => `object.get(input, ["map", "a"], ${one})`),
    simple.map((one) => `count(${one})`),
    simple.map((one) => `{v | s := ${one}; some v in s}`),
    simple.map((one) => `[v | s := ${one}; some v in s]`),
    simple.map((one) => `{w: v | s := ${one}; some w, v in s}`),
    simple.map((one) => `{v: 1 | s := ${one}; some v in s; v != "a"}`),
  );
  return fc.oneof({ weight: 3, arbitrary: simple }, { weight: 4, arbitrary: untyped(compound) });
}

function condition(earlier: readonly string[], bound: readonly string[]): fc.Arbitrary<string> {
  const one = term(earlier, bound);
  const replaced = earlier.length > 0 ? fc.constantFrom(...earlier) : fc.constant("input.a");
  return fc.oneof(
    { weight: 5, arbitrary: fc.tuple(reference, constant).map(([left, right]) => `${left} == ${right}`) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(one, fc.constantFrom("==", "!=", "<", ">="), one)
        .map(([left, by, right]) => `${left} ${by} ${right}`),
    },
    { weight: 2, arbitrary: fc.tuple(one, one).map(([value, held]) => `${value} in ${held}`) },
    { weight: 2, arbitrary: one.map((value) => `not ${value}`) },
    { weight: 1, arbitrary: one },
    { weight: 1, arbitrary: one.map((value) => `every e in ${value} { e != "a" }`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(replaced, one, fc.constantFrom("input", "input.a", "input.map.b", "data.base.tag"))
        .map(([rule, value, at]) => `${rule} == ${rule} with ${at} as ${value}`),
    },
  );
}

interface Body {
  readonly lines: readonly string[];
  readonly value: string;
  readonly key: string;
}

function body(earlier: readonly string[]): fc.Arbitrary<Body> {
  const loops = fc.constantFrom<readonly (readonly string[])[]>([], [], [["x"]], [["x"], ["y"]]);
  return loops.chain((wanted) => {
    const bound = wanted.flat();
    const heads = wanted.map(([variable = "x"], position) =>
      term(earlier, bound.slice(0, position)).map(
        (source) => `s${variable} := ${source}\n\tsome i${variable}, ${variable} in s${variable}`,
      ),
    );
    return fc
      .record({
        heads: fc.tuple(...heads),
        conditions: fc.array(condition(earlier, bound), {
          minLength: wanted.length > 0 ? 0 : 1,
          maxLength: 3,
        }),
        value: term(earlier, bound),
        key: fc.oneof(
          fc.constantFrom('"a"', '"b"'),
          ...(bound.length > 0 ? [fc.constantFrom(...bound)] : []),
        ),
      })
      .map((made) => ({ lines: [...made.heads, ...made.conditions], value: made.value, key: made.key }));
  });
}

function block(lines: readonly string[]): string {
  return `if {\n${lines.map((line) => `\t${line}`).join("\n")}\n}`;
}

function rule(name: string, earlier: readonly string[]): fc.Arbitrary<string> {
  const bodies = fc.array(body(earlier), { minLength: 1, maxLength: 3 });
  // So many that they are dispatched to.
  const many = fc.array(fc.tuple(reference, constant, condition(earlier, [])), {
    minLength: 7,
    maxLength: 12,
  });
  return fc.oneof(
    bodies.map((all) => all.map(({ lines, value }) => `${name} := ${value} ${block(lines)}`).join("\n\n")),
    bodies.map((all) =>
      all.map(({ lines, value }) => `${name} contains ${value} ${block(lines)}`).join("\n\n"),
    ),
    bodies.map((all) =>
      all.map(({ lines, value, key: at }) => `${name}[${at}] := ${value} ${block(lines)}`).join("\n\n"),
    ),
    bodies.map((all) => {
      const [first, ...rest] = all.map(({ lines, value }) => `:= ${value} ${block(lines)}`);
      return `default ${name} := "otherwise"\n\n${name} ${[first, ...rest].join(" else ")}`;
    }),
    fc
      .tuple(reference, many)
      .map(([path, all]) =>
        all
          .map(
            ([other, value, last], position) =>
              `${name} contains ${position} ${block([`${position % 5 === 4 ? other : path} == ${value}`, last])}`,
          )
          .join("\n\n"),
      ),
    fc
      .tuple(reference, many)
      .map(([path, all]) =>
        [
          `default ${name} := 0`,
          ...all.map(([, value, last]) => `${name} := ${value} ${block([last, `${path} == ${value}`])}`),
        ].join("\n\n"),
      ),
    term([], []).map((value) => `${name} := ${value}`),
  );
}

/** Modules of package `p`, with rules `r0` to `r5` and a function, each of which may use those before. */
export const generatedModule: fc.Arbitrary<string> = fc
  .tuple(...names.map((name, position) => rule(name, names.slice(0, position))))
  .map((rules) =>
    [
      "package p",
      "id(x) := x",
      "f(x, y) := [x, y] if x == y",
      'f(x, "a") := x if is_number(x)',
      'f("b", y) := {y} if y in {"b", 1}',
      ...rules,
      "",
    ].join("\n\n"),
  );

export const ruleNames: readonly string[] = names;
