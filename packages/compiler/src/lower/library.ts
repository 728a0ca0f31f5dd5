import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression, LibraryCall } from "../ir/expression.ts";
import { libraryFunctions } from "../library/index.ts";
import { withMappedBlocks } from "./address-blocks.ts";
import { encodedValue } from "./encoders.ts";
import { always, atom, type Formula, type Helper, never, type Operand, type Read } from "./formula.ts";
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
            nanoseconds(operandOf(instant, span)),
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
          : readOfHelper({ name: "bearer_token" }, [operandOf(leaf, span)], { kind: "string" }, span),
      );
    case "encoded":
      return mapValue(evaluate(call.text), (leaf) =>
        leaf.kind === "undefined"
          ? { kind: "stuck" }
          : encodedValue(call.encoder, operandOf(leaf, span), span),
      );
    case "function":
      return withOperands(call.operands.map(evaluate), span, (operands) => {
        const helper = { name: "function", function: call.function, literals: call.literals } as const;
        const called = libraryFunctions.get(call.function);
        const [text, ...others] = operands.map((operand) =>
          operand.kind === "constant" ? operand.value : undefined,
        );
        const isKnown = typeof text === "string" && others.length === 0 && called?.known !== undefined;
        const answer = isKnown ? called.known(text, call.literals) : "later";
        if (answer === undefined) return undefinedValue;
        if (answer !== "later") return { kind: "formula", formula: answer ? always : never };
        const given = called?.ofInstants === true ? operands.map(nanoseconds) : operands;
        return called?.result === undefined
          ? { kind: "formula", formula: asked(helper, ...given) }
          : readOfHelper(helper, given, called.result(call.literals), span);
      });
    case "verifyJwt":
      return mapValue(evaluate(call.token), (leaf) =>
        leaf.kind === "undefined"
          ? undefinedValue
          : readOfHelper(
              { name: "verified_claims", constraints: call.constraints, claims: call.claims },
              [operandOf(leaf, span)],
              call.claims,
              span,
            ),
      );
  }
}

/** The nanoseconds of an instant: those of the clock are one itself. */
function nanoseconds(instant: Operand): Operand {
  if (instant.kind !== "read") return instant;
  // Nothing is tested of it, where a number of the input would have to be exact in a double.
  const schema = { kind: "union", members: [] } as const;
  return { ...instant, steps: [...instant.steps, { key: "ns", presence: "required", schema }], schema };
}

/** What a function of operands gives, for each of the values that they may be. */
function withOperands(
  values: readonly Value[],
  span: Span,
  give: (operands: readonly Operand[]) => Value,
): Value {
  const [first, ...others] = values;
  if (first === undefined) return give([]);
  return mapValue(first, (leaf) =>
    leaf.kind === "undefined"
      ? { kind: "stuck" }
      : withOperands(others, span, (operands) => give([operandOf(leaf, span), ...operands])),
  );
}

function readOfHelper(
  helper: Helper,
  operands: readonly Operand[],
  schema: Read["schema"],
  span: Span,
): Value {
  const root = { kind: "helper", call: { helper, arguments: operands }, schema } as const;
  return { kind: "operand", operand: { kind: "read", root, steps: [], schema, span } };
}

function operandOf(leaf: Leaf, span: Span): Operand {
  if (leaf.kind !== "operand") throw new Refusal("BYL1101", "an argument that is not a plain value", span);
  return leaf.operand;
}
