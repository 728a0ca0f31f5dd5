import fc from "fast-check";
import { expect, test } from "vitest";
import { createOpaEngine } from "../../src/index.ts";
import { createJavaScriptEngine } from "../../src/javascript/engine.ts";
import type { Json } from "../../src/values/index.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import { tiers } from "./tiers.ts";

/** Expects all calls to give on all inputs what opa gives; a call that is undefined is an empty array. */
async function expectAgreement(calls: readonly string[], inputs: readonly Json[]): Promise<void> {
  const rules = calls.map((call, index) => `\t"${index}": [x | x := ${call}],`);
  const modules = { "p.rego": `package p\n\nresult := {\n${rules.join("\n")}\n}\n` };
  const opa = await pinnedOpa();
  const reference = await createOpaEngine(opa, { modules }, ["p/result"]);
  const queries = inputs.map((input) => ({ path: "p/result", input }));
  const wanted = await reference.evaluate(queries);
  await reference.close();
  const named = (outcome: (typeof wanted)[number] | undefined) =>
    outcome?.kind === "defined"
      ? Object.fromEntries(
          Object.entries(outcome.value ?? {}).map(([index, value]) => [calls[Number(index)], value]),
        )
      : outcome;
  for (const tier of tiers) {
    const ours = await createJavaScriptEngine(opa, { modules }, ["p/result"], tier);
    const got = await ours.evaluate(queries);
    for (const [index, input] of inputs.entries())
      expect({ ...tier, input, gives: named(got[index]) }).toEqual({
        ...tier,
        input,
        gives: named(wanted[index]),
      });
  }
}

const text = fc.oneof(
  fc.constantFrom("", "a", "ab", "aba", "A.b-c", "é", "😀x", "ß", " a\t", "İ", "10.1.2.3", "<&>"),
  fc.string({ maxLength: 6, unit: fc.constantFrom(...'aAb.*/ é😀\n"\\') }),
);
const amount: fc.Arbitrary<Json> = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(0.1, 0.2, -0.5, 1.5, 2.5, -2.5, 1e-7, 123456.789, 9007199254740991),
  fc.constantFrom(9007199254740993n, -(2n ** 70n), 10n ** 30n),
);

test("texts", async () => {
  const calls = [
    ...["lower", "upper", "trim_space", "strings.reverse", "count", "base64.encode", "urlquery.encode"],
    ...["base64.decode", "base64url.decode", "hex.encode", "json.marshal", "crypto.sha256", "uri.parse"],
    ...["to_number", "glob.quote_meta", "semver.is_valid", "regex.is_valid"],
  ].map((name) => `${name}(input.a)`);
  const pairs = [
    ...[
      "contains",
      "startswith",
      "endswith",
      "indexof",
      "indexof_n",
      "split",
      "trim",
      "trim_left",
      "trim_right",
    ],
    ...[
      "trim_prefix",
      "trim_suffix",
      "strings.count",
      "strings.any_prefix_match",
      "strings.any_suffix_match",
    ],
  ].map((name) => `${name}(input.a, input.b)`);
  const others = [
    "replace(input.a, input.b, input.c)",
    "strings.replace_n({input.b: input.c, input.c: input.b}, input.a)",
    "substring(input.a, input.n, input.m)",
    "strings.split_n(input.a, input.b, input.n)",
    'concat(input.b, [input.a, input.c, "x"])',
    'sprintf("%v|%s|%q|%5s|%-5s|%x|%d|%.2s", [input.a, input.b, input.a, input.a, input.b, input.c, input.a, input.b])',
    'sprintf("%v %v", [[input.a, {input.b: null}, {input.c}], true])',
    'glob.match(input.b, ["."], input.a)',
    "glob.match(input.b, null, input.a)",
    "regex.split(input.b, input.a)",
    'regex.replace(input.a, "[ab]+", input.b)',
    'regex.find_n("a|é", input.a, input.n)',
    'regex.find_all_string_submatch_n("(a)|(b)", input.a, -1)',
    'sort([input.a, input.b, input.c, "\u{1f600}", "\uffff"])',
  ];
  const inputs = fc.sample(
    fc.record({
      a: text,
      b: text,
      c: text,
      n: fc.integer({ min: -2, max: 5 }),
      m: fc.integer({ min: -1, max: 5 }),
    }),
    { numRuns: 300, seed: 11 },
  );
  await expectAgreement([...calls, ...pairs, ...others], inputs);
});

test("numbers", async () => {
  const calls = [
    ...["+", "-", "*", "/", "%"].map((operator) => `input.a ${operator} input.b`),
    ...["abs", "round", "ceil", "floor", "bits.negate"].map((name) => `${name}(input.a)`),
    ...["bits.and", "bits.or", "bits.xor"].map((name) => `${name}(input.a, input.b)`),
    ...["bits.lsh", "bits.rsh"].map((name) => `${name}(input.a, input.n)`),
    ...[2, 8, 10, 16].map((base) => `format_int(input.a, ${base})`),
    "numbers.range(input.n, input.m)",
    "numbers.range_step(input.n, input.m, 2)",
    "sum([input.a, input.b])",
    "product({input.a, input.b})",
    "max([input.a, input.b, input.n])",
    "input.a < input.b",
    "input.a == input.b",
    'sprintf("%d|%5d|%-5d|%05d|%+d|%x|%v|%s", [input.n, input.n, input.m, input.n, input.m, input.m, input.a, input.n])',
    'sprintf("%f|%.2f|%8.3f|%e|%g|%v|%d", [input.f, input.f, input.f, input.f, input.f, input.f, input.f])',
    'sprintf("%v %v", [input.n])',
    'sprintf("%v", [input.n, input.m])',
  ];
  const inputs = fc.sample(
    fc.record({
      a: amount,
      b: amount,
      n: fc.integer({ min: -9, max: 9 }),
      m: fc.integer({ min: -9, max: 9 }),
      f: fc.constantFrom(0.5, -1.25, 1e-7, 123456.789, 3.25125, 99.995, 1e-5, 2.5),
    }),
    { numRuns: 300, seed: 12 },
  );
  await expectAgreement(calls, inputs);
});

test("collections", async () => {
  const element: fc.Arbitrary<Json> = fc.oneof(
    fc.constantFrom(null, true, 1, 2, "a", "b", "0"),
    fc.array(fc.constantFrom(1, "a"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom(1, null, {}), { maxKeys: 2 }),
  );
  const calls = [
    ...["count", "sort", "max", "min", "array.reverse", "array.flatten"],
    ...["yaml.marshal", "json.marshal"],
  ].map((name) => `${name}(input.xs)`);
  const others = [
    "{x | some x in input.xs} & {x | some x in input.ys}",
    "{x | some x in input.xs} | {x | some x in input.ys}",
    "{x | some x in input.xs} - {x | some x in input.ys}",
    "union({{x | some x in input.xs}, {1}})",
    "intersection({{x | some x in input.xs}, {x | some x in input.ys}})",
    "array.concat(input.xs, input.ys)",
    "array.slice(input.xs, 1, 3)",
    "object.subset(input.xs, input.ys)",
    "object.subset(input.o, input.p)",
    "object.union(input.o, input.p)",
    "object.union_n([input.o, input.p, input.o])",
    "object.keys(input.o)",
    'object.get(input, ["o", "a"], 7)',
    'object.get(input.o, "a", 7)',
    "object.filter(input.o, input.xs)",
    'object.remove(input.o, {"a"})',
    'json.filter(input, ["o/a", "xs/0"])',
    'json.remove(input, ["o/a", "xs/0", ["ys", "1"]])',
    'json.patch(input, [{"op": "add", "path": "/xs/0", "value": input.o}])',
    'json.patch(input, [{"op": "remove", "path": "/o/a"}, {"op": "move", "from": "xs", "path": "z"}])',
    "[p | walk(input.o, p)]",
    "2 in input.xs",
    '"a", 1 in input.o',
    "graph.reachable(input.g, input.xs)",
    "graph.reachable_paths(input.g, input.xs)",
    "{x: y | some x, y in input.o}",
    "json.unmarshal(json.marshal(input))",
    'json.marshal_with_options(input, {"indent": "  ", "prefix": ">"})',
    'sprintf("%v", [input])',
  ];
  const object = fc.dictionary(fc.constantFrom("a", "b", "c"), element, { maxKeys: 3 });
  const edges = fc.array(fc.constantFrom("a", "b", "0"), { maxLength: 2 });
  const inputs = fc.sample(
    fc.record({
      xs: fc.array(element, { maxLength: 4 }),
      ys: fc.array(element, { maxLength: 3 }),
      o: object,
      p: object,
      g: fc.dictionary(fc.constantFrom("a", "b", "0"), edges, { maxKeys: 3 }),
    }),
    { numRuns: 300, seed: 13 },
  );
  await expectAgreement([...calls, ...others], inputs);
});

test("times, addresses, units, versions", async () => {
  const zones = ["UTC", "", "Europe/Vienna", "America/New_York", "Asia/Kolkata"];
  const layouts = [
    "RFC3339",
    "RFC1123Z",
    "RFC822Z",
    "",
    "2006-01-02 03:04:05.000 PM",
    "Mon Jan _2 2006 002",
    "Z07",
  ];
  const calls = [
    ...["clock", "weekday", "date", "format"].map((name) => `time.${name}([input.ns, input.zone])`),
    "time.format([input.ns, input.zone, input.layout])",
    "time.add_date(input.ns, 0, input.m, input.n)",
    "time.diff([input.ns, input.zone], input.other)",
    "time.parse_duration_ns(input.duration)",
    'time.parse_ns("RFC3339", time.format([input.ns, input.zone, "RFC3339"]))',
    'time.parse_ns("RFC1123Z", time.format([input.ns, input.zone, "RFC1123Z"]))',
    "units.parse(input.unit)",
    "units.parse_bytes(input.unit)",
    "semver.compare(input.v, input.w)",
    "semver.is_valid(input.v)",
    "net.cidr_contains(input.cidr, input.block)",
    "net.cidr_intersects(input.cidr, input.block)",
    "net.cidr_merge([input.cidr, input.block])",
    "net.cidr_contains_matches([input.cidr], {input.block})",
    'net.cidr_expand(concat("/", [split(input.cidr, "/")[0], "126"]))',
  ];
  const instant = fc.oneof(
    fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map((ns) => (ns % 2n === 0n ? ns + 1n : ns)),
    // About the changes of the clocks in 2024, in Vienna and New York.
    fc.integer({ min: -7200, max: 7200 }).map((seconds) => BigInt(1_711_846_800 + seconds) * 1_000_000_000n),
    fc.integer({ min: -7200, max: 7200 }).map((seconds) => BigInt(1_710_054_000 + seconds) * 1_000_000_000n),
  );
  const version = fc.constantFrom(
    "1.2.3",
    "v1.2.3",
    "1.2.3-rc.1",
    "1.2.3-rc.2+b",
    "1.2",
    "01.2.3",
    "1.10.0",
    "",
  );
  const cidr = fc.constantFrom(
    "10.0.0.0/8",
    "10.1.0.0/16",
    "10.1.0.0/15",
    "::/0",
    "fe80::/10",
    "fe80::1/128",
    "x",
    "11.0.0.0/8",
  );
  const inputs = fc.sample(
    fc.record({
      ns: instant,
      other: instant,
      zone: fc.constantFrom(...zones),
      layout: fc.constantFrom(...layouts),
      n: fc.integer({ min: -40, max: 40 }),
      m: fc.integer({ min: -14, max: 14 }),
      duration: fc.constantFrom(
        "1h",
        "-1.5h",
        "1d2h",
        "100ms",
        "1y",
        "2w3d",
        "",
        "1",
        "0",
        ".5s",
        "5x",
        "1h1h",
      ),
      unit: fc.constantFrom(
        "1",
        "1k",
        "1.5Ki",
        "100m",
        "2Gi",
        "3GB",
        "1e3",
        "1.5e2M",
        "",
        "x",
        "1 k",
        "0.1k",
        "1kib",
        ".5M",
      ),
      v: version,
      w: version,
      cidr,
      block: cidr,
    }),
    { numRuns: 250, seed: 14 },
  );
  await expectAgreement(calls, inputs);
});
