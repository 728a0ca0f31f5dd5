import type { Operand, Statement } from "../plan/plan.ts";

/** A statement in place of another, and the kind of mistake. */
export interface Mistake {
  readonly operator: string;
  /** What would be written instead, as far as the plan tells. */
  readonly replacement: string;
  readonly statement: Statement;
}

/** Builtins, what each is mistaken for, and the kind of mistake. */
const mistakenBuiltins: Readonly<Record<string, readonly (readonly [name: string, operator: string])[]>> = {
  lt: [
    ["lte", "flip a comparison"],
    ["gte", "flip a comparison"],
  ],
  lte: [
    ["lt", "flip a comparison"],
    ["gt", "flip a comparison"],
  ],
  gt: [
    ["gte", "flip a comparison"],
    ["lte", "flip a comparison"],
  ],
  gte: [
    ["gt", "flip a comparison"],
    ["lt", "flip a comparison"],
  ],
  plus: [["minus", "change a sum"]],
  minus: [["plus", "change a sum"]],
  startswith: [
    ["contains", "widen a prefix"],
    ["endswith", "swap prefix and suffix"],
  ],
  endswith: [
    ["contains", "widen a suffix"],
    ["startswith", "swap prefix and suffix"],
  ],
};

const written: Readonly<Record<string, string>> = {
  lt: "<",
  lte: "<=",
  gt: ">",
  gte: ">=",
  plus: "+",
  minus: "-",
};

/** Texts of a plan, to which mistaken ones are added. */
export interface PlanTexts {
  readonly textOf: (operand: Operand) => string | undefined;
  readonly operandOf: (text: string) => Operand;
}

/** The mistakes that one statement can hold, by itself. */
export function mistakesOf(statement: Statement, texts: PlanTexts): readonly Mistake[] {
  const { type, stmt } = statement;
  switch (type) {
    case "CallStmt": {
      const { func, args } = stmt;
      const other = Object.hasOwn(mistakenBuiltins, func) ? (mistakenBuiltins[func] ?? []) : [];
      const calls = other.map(
        ([name, operator]): Mistake => ({
          operator,
          replacement: written[name] ?? name,
          statement: { type, stmt: { ...stmt, func: name } },
        }),
      );
      const constants = constantArguments(func).flatMap((position) =>
        mistakenText(texts, args?.[position], func).map(
          ({ operator, text }): Mistake => ({
            operator,
            replacement: JSON.stringify(text),
            statement: {
              type,
              stmt: {
                ...stmt,
                args: (args ?? []).map((one, index) => (index === position ? texts.operandOf(text) : one)),
              },
            },
          }),
        ),
      );
      return [...calls, ...constants];
    }
    case "EqualStmt": {
      const sides = (["a", "b"] as const).flatMap((side) =>
        mistakenText(texts, stmt[side], undefined).map(
          ({ operator, text }): Mistake => ({
            operator,
            replacement: JSON.stringify(text),
            statement: { type, stmt: { ...stmt, [side]: texts.operandOf(text) } },
          }),
        ),
      );
      return sides;
    }
    case "MakeNumberIntStmt":
      return [stmt.value + 1, ...(stmt.value > 0 ? [stmt.value - 1] : [])].map(
        (value): Mistake => ({
          operator: "change a constant",
          replacement: String(value),
          statement: { type, stmt: { ...stmt, value } },
        }),
      );
    case "SetAddStmt":
    case "ArrayAppendStmt":
      return texts.textOf(stmt.value) === undefined
        ? []
        : [{ operator: "drop an element", replacement: "", statement: { type: "NopStmt", stmt: {} } }];
    default:
      return [];
  }
}

/** The places of texts that a builtin compares with. */
function constantArguments(func: string): readonly number[] {
  switch (func) {
    case "startswith":
    case "endswith":
    case "contains":
      return [1];
    case "equal":
    case "neq":
    case "net.cidr_contains":
    case "internal.member_2":
      return [0, 1];
    default:
      return [];
  }
}

const addressBlock = /^([\d.]+|[\da-f:.]*:[\da-f:.]*)\/(\d{1,3})$/i;

function mistakenText(
  { textOf }: PlanTexts,
  operand: Operand | undefined,
  func: string | undefined,
): readonly { readonly operator: string; readonly text: string }[] {
  const text = operand === undefined ? undefined : textOf(operand);
  if (text === undefined || text === "") return [];
  const characters = [...text];
  if (func === "startswith" && characters.length > 1)
    return [{ operator: "widen a prefix", text: characters.slice(0, -1).join("") }];
  if (func === "endswith" && characters.length > 1)
    return [{ operator: "widen a suffix", text: characters.slice(1).join("") }];
  const block = addressBlock.exec(text);
  if (block !== null && Number(block[2]) > 0)
    return [{ operator: "widen a prefix", text: `${block[1]}/${Number(block[2]) - 1}` }];
  return [{ operator: "change a constant", text: `${text}x` }];
}
