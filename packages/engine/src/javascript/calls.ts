import type { Local, Operand, StatementFields } from "../plan/plan.ts";
import type { Facts } from "./facts.ts";
import { isScalar, readOrNull } from "./learning.ts";
import { arePlainKeys, readPathCode } from "./reads.ts";

/** What a call is written with. */
export interface CallScope {
  readonly functionOf: (name: string) => string | undefined;
  readonly builtinOf: (name: string) => string;
  readonly facts: Facts;
}

type Inline = (first: string, second: string) => string;

/** Builtins that are defined on all values, as code. */
const inline: ReadonlyMap<string, Inline> = new Map<string, Inline>([
  ["is_string", (value) => `typeof ${value} === "string"`],
  ["is_number", (value) => `(typeof ${value} === "number" || typeof ${value} === "bigint")`],
  ["is_boolean", (value) => `typeof ${value} === "boolean"`],
  ["is_null", (value) => `${value} === null`],
  ["is_array", (value) => `isArray(${value})`],
  ["is_object", (value) => `isObject(${value})`],
  ["is_set", (value) => `isSet(${value})`],
  ["type_name", (value) => `typeName(${value})`],
]);

/** Whether equality is what is wanted. */
const equalities: ReadonlyMap<string, boolean> = new Map([
  ["equal", true],
  ["eq", true],
  ["neq", false],
]);

const orders: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["lte", "<="],
  ["gt", ">"],
  ["gte", ">="],
]);

/** The call of a generated function, which is made when it is first called. */
export function lazyCall(name: string, operands: readonly string[]): string {
  return `(${name}.made ?? ${name}.make())(${operands.join(", ")})`;
}

/** @param leave the jump that is taken when the result is undefined */
export function callLines(
  stmt: StatementFields["CallStmt"],
  scope: CallScope,
  local: (local: Local) => string,
  value: (operand: Operand) => string,
  leave: string,
): readonly string[] {
  const { func, args, result } = stmt;
  const operands = (args ?? []).map(value);
  const target = local(result);
  const rule = scope.functionOf(func);
  const undefinedLeaves = `if (${target} === undefined) ${leave}`;
  if (rule !== undefined) return [`${target} = ${lazyCall(rule, operands)};`, undefinedLeaves];
  const [first = "undefined", second = "undefined"] = operands;
  const total = inline.get(func);
  if (total !== undefined) return [`${target} = ${total(first, second)};`];
  const wanted = equalities.get(func);
  if (wanted !== undefined) {
    const isIdentity = (args ?? []).some((operand) => isScalar(operand, scope.facts));
    const isEqual = isIdentity ? `(${first} === ${second})` : `equal(${first}, ${second})`;
    return [`${target} = ${wanted ? "" : "!"}${isEqual};`];
  }
  const call = `${scope.builtinOf(func)}(${operands.join(", ")})`;
  const order = orders.get(func);
  if (order !== undefined && (args ?? []).every(({ type }) => type === "local")) {
    const areNumbers = `typeof ${first} === "number" && typeof ${second} === "number"`;
    return [`${target} = ${areNumbers} ? ${first} ${order} ${second} : ${call};`, undefinedLeaves];
  }
  const orNull = readOrNull(stmt, scope.facts);
  if (orNull?.isObject) return [`${target} = ${readPathCode(first, orNull.steps, "null")};`];
  if (orNull !== undefined) {
    const otherwise = `(isObject(${first}) ? null : ${call})`;
    return [`${target} = ${readPathCode(first, orNull.steps, otherwise)};`, undefinedLeaves];
  }
  const path = func === "object.get" ? pathOf(args?.[1], scope.facts) : undefined;
  const read = path !== undefined && arePlainKeys(path) ? readPathCode(first, path, call) : call;
  return [`${target} = ${read};`, undefinedLeaves];
}

function pathOf(operand: Operand | undefined, facts: Facts): readonly string[] | undefined {
  const fact = operand?.type === "local" ? facts.of(operand.value) : undefined;
  return fact?.kind === "path" ? fact.steps : undefined;
}
