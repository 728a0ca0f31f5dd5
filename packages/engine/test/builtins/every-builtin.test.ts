import { execFileSync } from "node:child_process";
import { compiledAway, refusedBuiltins, valueBuiltins } from "@bylaw/engine/builtins";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { regoText } from "../../src/values/text.ts";
import type { Value } from "../../src/values/value.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import {
  type BuiltinCall,
  callText,
  opaAnswers,
  opaErrors,
  ownAnswer,
  unsupported,
} from "./agree-with-opa.ts";
import { type DeclaredType, generatedArguments } from "./generated-arguments.ts";

const runs = Number(process.env.BYLAW_BUILTIN_RUNS ?? 40);
const seed = Number(process.env.BYLAW_BUILTIN_SEED ?? 1);

interface Declaration {
  readonly name: string;
  readonly decl: { readonly args?: readonly DeclaredType[] };
}

const { path } = await pinnedOpa();
const document = JSON.parse(
  execFileSync(path, ["capabilities", "--current"], { encoding: "utf8", maxBuffer: 2 ** 26 }),
) as { readonly builtins: readonly Declaration[] };

describe("the table", () => {
  const names = document.builtins.map(({ name }) => name);

  it("has every builtin of OPA's capabilities, or says why not", () => {
    const missing = names.filter(
      (name) => !valueBuiltins.has(name) && !refusedBuiltins.has(name) && !compiledAway.has(name),
    );
    expect(missing).toEqual([]);
  });

  it("says so of no other, and not of one that it has", () => {
    const listed = [...valueBuiltins.keys(), ...refusedBuiltins.keys(), ...compiledAway];
    expect(listed.filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });
});

/** Builtins that are compared elsewhere: what depends on chance, gives many answers, or has a syntax of its own. */
const elsewhere: ReadonlySet<string> = new Set([
  "rand.intn",
  "uuid.rfc4122",
  "walk",
  "eq",
  "internal.print",
  "internal.test_case",
  "internal.template_string",
]);

/** Numbers up to which OPA itself comes to an end, or answers with what a double can hold. */
const bounded: ReadonlySet<string> = new Set([
  ...["div", "sum", "product", "plus", "minus", "mul"],
  "bits.lsh",
  "numbers.range",
  "numbers.range_step",
]);
const isHuge = (value: Value): boolean =>
  (typeof value === "object" && /\d{5}/.test(regoText(value))) ||
  ((typeof value === "number" || typeof value === "bigint") && !(value < 1e4 && value > -1e4));

function generated({ name, decl }: Declaration): readonly BuiltinCall[] {
  const args = fc.sample(generatedArguments(name, decl.args ?? []), { numRuns: runs, seed });
  return args
    .filter((given) => !bounded.has(name) || !given.some(isHuge))
    .filter((given) => name !== "net.cidr_expand" || !/\/\d$/.test(String(given[0])))
    .map((given) => ({ name, args: given }));
}

const compared = document.builtins.filter(({ name }) => valueBuiltins.has(name) && !elsewhere.has(name));
const calls = compared.flatMap(generated);
const groups = Array.from({ length: Math.ceil(calls.length / 500) }, (_, index) =>
  calls.slice(index * 500, index * 500 + 500),
);

describe.each(groups.map((group) => ({ group, first: group[0]?.name, last: group.at(-1)?.name })))(
  "from $first to $last",
  ({ group }) => {
    it("gives what OPA gives", async () => {
      const answers = await opaAnswers(group);
      const own = group.map((call) => ownAnswer(call));
      const different = group.flatMap((call, index) =>
        own[index] === unsupported || own[index] === answers[index]
          ? []
          : [{ call: callText(call), own: own[index], opa: answers[index] }],
      );
      expect(different).toEqual([]);
    });
  },
);

it("errs with OPA's codes", async () => {
  const erring = calls.filter((call) => ownAnswer(call, true).startsWith("eval_"));
  // Each is a process of its own: an error ends the evaluation.
  const few = compared
    .filter((_, index) => index % 3 === seed % 3)
    .flatMap(({ name }) => erring.filter((call) => call.name === name).slice(0, 1));
  const codes = await opaErrors(few);
  const shown = (code: (call: BuiltinCall, index: number) => string | undefined) =>
    few.map((call, index) => ({ call: callText(call), code: code(call, index) }));
  expect(shown((call) => ownAnswer(call, true))).toEqual(shown((_, index) => codes[index]));
}, 240_000);
