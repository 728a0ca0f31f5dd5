import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression, LibraryCall } from "../ir/expression.ts";
import { libraryFunctions } from "../library/index.ts";
import { withMappedBlocks } from "./address-blocks.ts";
import { atom, type Formula, type Helper, type Operand, type Read } from "./formula.ts";
import { choice, formulaOf, type Leaf, mapValue, undefinedValue, type Value } from "./value.ts";

/** What a call of the standard library stands for: a helper function of the generated Rego, asked or read. */
export function libraryValue(call: LibraryCall, evaluate: (inner: Expression) => Value, span: Span): Value {
  const asked = (helper: Helper, ...operands: readonly Operand[]): Formula =>
    atom({ kind: "helper", call: { helper, arguments: operands }, span });
  switch (call.name) {
    case "now":
      return { kind: "operand", operand: { kind: "now" } };
    case "businessHours":
      return {
        kind: "formula",
        formula: formulaOf(evaluate(call.instant), (instant) =>
          asked(
            { name: "business_hours" },
            operandOf(instant, span),
            { kind: "constant", value: call.zone },
            { kind: "constant", value: call.from },
            { kind: "constant", value: call.to },
            { kind: "constant", value: call.days },
          ),
        ),
      };
    case "inCidr":
      return mapValue(evaluate(call.address), (leaf) => {
        if (leaf.kind === "undefined") return { kind: "stuck" };
        const address = operandOf(leaf, span);
        const inside = asked({ name: "in_cidr" }, address, {
          kind: "constant",
          value: withMappedBlocks(call.blocks),
        });
        return choice(
          asked({ name: "is_ip" }, address),
          { kind: "formula", formula: inside },
          undefinedValue,
        );
      });
    case "bearerToken":
      return mapValue(evaluate(call.authorization), (leaf) =>
        leaf.kind === "undefined"
          ? undefinedValue
          : readOfHelper({ name: "bearer_token" }, operandOf(leaf, span), { kind: "string" }, span),
      );
    case "function":
      return mapValue(evaluate(call.operand), (leaf) => {
        if (leaf.kind === "undefined") return { kind: "stuck" };
        const helper = { name: "function", function: call.function, literals: call.literals } as const;
        const result = libraryFunctions.get(call.function)?.result;
        return result === undefined
          ? { kind: "formula", formula: asked(helper, operandOf(leaf, span)) }
          : readOfHelper(helper, operandOf(leaf, span), result(call.literals), span);
      });
    case "verifyJwt":
      return mapValue(evaluate(call.token), (leaf) =>
        leaf.kind === "undefined"
          ? undefinedValue
          : readOfHelper(
              { name: "verified_claims", constraints: call.constraints, claims: call.claims },
              operandOf(leaf, span),
              call.claims,
              span,
            ),
      );
  }
}

function readOfHelper(helper: Helper, operand: Operand, schema: Read["schema"], span: Span): Value {
  const root = { kind: "helper", call: { helper, arguments: [operand] }, schema } as const;
  return { kind: "operand", operand: { kind: "read", root, steps: [], schema, span } };
}

function operandOf(leaf: Leaf, span: Span): Operand {
  if (leaf.kind !== "operand") throw new Refusal("BYL1101", "an argument that is not a plain value", span);
  return leaf.operand;
}
