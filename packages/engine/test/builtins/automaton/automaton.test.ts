import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { Automaton } from "../../../src/builtins/automaton/automaton.ts";

const character = fc.constantFrom(..."ab01-._/:\n \t@A", "é", "\u{1f600}", "\uffff");
const member = fc.oneof(
  fc.constantFrom("a", "b", "0", "-", "_", ".", "é", "\u{1f600}", "a-c", "0-9", "A-Z", "\\d", "\\w", "\\s"),
  fc.constantFrom("\\D", "\\.", "\\-", "\\]", "\\n", "^", "^a", "[", "!-~"),
);
const { pattern } = fc.letrec<{ pattern: string; sequence: string; single: string }>((tie) => ({
  single: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      "a",
      "b",
      "0",
      "-",
      "/",
      ".",
      "\\.",
      "\\d",
      "\\W",
      "\\S",
      "é",
      "\u{1f600}",
      "^",
      "$",
      "]",
      "}",
    ),
    fc.array(member, { minLength: 1, maxLength: 3 }).map((members) => `[${members.join("")}]`),
    fc.array(member, { minLength: 1, maxLength: 3 }).map((members) => `[^${members.join("")}]`),
    tie("pattern").map((inner) => `(${inner})`),
    tie("pattern").map((inner) => `(?:${inner})`),
  ),
  sequence: fc
    .array(
      fc
        .tuple(
          tie("single"),
          fc.constantFrom("", "", "", "*", "+", "?", "*?", "{2}", "{0}", "{1,}", "{0,2}", "{2,3}?"),
        )
        .map(([single, times]) => single + times),
      { maxLength: 4 },
    )
    .map((parts) => parts.join("")),
  pattern: fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }).map((choices) => choices.join("|")),
}));
const whole = fc
  .tuple(fc.constantFrom("", "", "(?s)", "^", "(?s)^"), pattern, fc.constantFrom("", "$"))
  .map((parts) => parts.join(""));
const text = fc.array(character, { maxLength: 8 }).map((characters) => characters.join(""));

function compiled(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
}

const runs = Number(process.env.BYLAW_PATTERN_RUNS ?? 1_000);

test("an automaton says what RE2 says", () => {
  let [told, matched] = [0, 0];
  fc.assert(
    fc.property(whole, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
      const reference = compiled(source);
      const automaton = reference && Automaton.of(source);
      if (reference === undefined || automaton === undefined) return;
      for (const one of texts) {
        const wanted = reference.matcher(one).find();
        expect({ source, one, matches: automaton.matches(one) }).toEqual({ source, one, matches: wanted });
        told++;
        if (wanted) matched++;
      }
    }),
    { numRuns: runs, seed: 17 },
  );
  expect(told).toBeGreaterThan(runs);
  expect(matched).toBeGreaterThan(runs / 10);
});

test.each([
  "(?i)a",
  "\\bword",
  "\\pL",
  "[[:alpha:]]",
  "(?P<name>a)",
  "\\x41",
  "a{,2}",
  "\\Qa\\E",
  "a{2000}{2}",
])("%s is left to RE2", (source) => expect(Automaton.of(source)).toBeUndefined());

test("half of a pair is left to RE2, as it stands for a byte that is no character", () => {
  expect(Automaton.of("^.$")?.matches("\udc80")).toBeUndefined();
  expect(Automaton.of("^.$")?.matches("\u{1f600}")).toBe(true);
});

test("a pattern that needs too many states is left to RE2, in bounded time", () => {
  const automaton = Automaton.of(`a.{15}b.{15}$`);
  const [long = ""] = fc.sample(
    fc.array(fc.constantFrom("a", "b"), { minLength: 5_000, maxLength: 5_000 }).map((all) => all.join("")),
    { numRuns: 1, seed: 1 },
  );
  expect(automaton?.matches(long)).toBeUndefined();
  expect(Automaton.of("(?:(?:a{50}){50}){2}")).toBeUndefined();
});

test("a pattern that would backtrack takes one look at each character", () => {
  expect(Automaton.of("^(a+)+$")?.matches(`${"a".repeat(100_000)}!`)).toBe(false);
  expect(Automaton.of("$")?.matches("abc")).toBe(true);
  expect(Automaton.of("^$")?.matches("abc")).toBe(false);
});
