import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { valueBuiltins } from "../../src/builtins/index.ts";
import { builtinResult, describedBuiltins } from "../../src/unknown/builtin-results.ts";
import { anyKinds, jsonKinds, type Kinds, kindOfValue, kindsOf, typeNames } from "../../src/unknown/kinds.ts";
import type { Value } from "../../src/values/value.ts";
import { pinnedOpa } from "../pinned-opa.ts";

/** A type as `opa capabilities` describes it. */
interface Declared {
  readonly type: string;
  readonly of?: readonly Declared[] | Declared;
}

interface Declaration {
  readonly name: string;
  readonly decl: { readonly args?: readonly Declared[]; readonly result?: Declared };
}

function kindsOfDeclared(declared: Declared): Kinds {
  if (declared.type === "any") {
    return Array.isArray(declared.of)
      ? declared.of.reduce((kinds, one) => kinds | kindsOfDeclared(one), 0)
      : anyKinds;
  }
  const name = typeNames.find((known) => known === declared.type);
  return name === undefined ? anyKinds : kindsOf(name);
}

test("builtins give and take what OPA declares", async () => {
  const text = execFileSync((await pinnedOpa()).path, ["capabilities", "--current"], { encoding: "utf8" });
  const declarations: readonly Declaration[] = JSON.parse(text).builtins;
  for (const name of describedBuiltins) {
    const decl: Declaration["decl"] = declarations.find((one) => one.name === name)?.decl ?? {};
    expect(decl.result, name).toBeDefined();
    const { kinds, operands } = builtinResult(name);
    const declared = decl.result === undefined ? anyKinds : kindsOfDeclared(decl.result);
    // A result of any type can be no set where it comes from JSON.
    const wanted = declared === anyKinds && kinds === jsonKinds ? jsonKinds : declared;
    expect([name, wanted & ~kinds]).toEqual([name, 0]);
    for (const [position, operand] of (operands ?? []).entries()) {
      const argument = decl.args?.[position];
      expect([name, position, argument && kindsOfDeclared(argument)]).toEqual([name, position, operand]);
    }
  }
});

const ofKind: Readonly<Record<number, fc.Arbitrary<Value>>> = {
  [kindsOf("string")]: fc.oneof(fc.string(), fc.constantFrom("a/b", "/", "ab", "")),
  [kindsOf("number")]: fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
  ),
};

test("those that always have a result have one for all operands of their types", () => {
  for (const name of describedBuiltins) {
    const { operands, total, kinds } = builtinResult(name);
    const own = valueBuiltins.get(name);
    if (operands === undefined || operands.length === 0 || total === undefined || own === undefined) continue;
    const values = fc.tuple(...operands.map((operand) => ofKind[operand] ?? fc.constant(null)));
    for (const args of fc.sample(values, { seed: 1, numRuns: 500 })) {
      if (!total(args)) continue;
      const result = own(args, { now: 0n });
      expect([name, args, (kindOfValue(result ?? null) & kinds) !== 0]).toEqual([name, args, true]);
    }
  }
});
