import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { TextRelation } from "../ir/expression.ts";
import { isWhole } from "./arithmetic.ts";
import { type Facts, mapKnowing } from "./facts.ts";
import { always, atom, type Formula, never, type Operand, stuck } from "./formula.ts";
import { isThere } from "./presence.ts";
import { withoutNull } from "./reads.ts";
import { computedValue } from "./sequences.ts";
import { constantValue, type Leaf, type Value } from "./value.ts";

/** What `startsWith`, `endsWith` and `includes` say of texts. */
export function textFormula(relation: TextRelation, subject: Leaf, argument: Leaf, span: Span): Formula {
  if (subject.kind !== "operand" || argument.kind !== "operand") return stuck;
  const text = subject.operand.kind === "constant" ? subject.operand.value : undefined;
  const part = argument.operand.kind === "constant" ? argument.operand.value : undefined;
  if (typeof text === "string" && typeof part === "string") {
    return relates(relation, text, part) ? always : never;
  }
  return atom({ kind: "text", relation, subject: subject.operand, argument: argument.operand, span });
}

/** What the method says of two texts that are known. */
export function relates(relation: TextRelation, text: string, part: string): boolean {
  switch (relation) {
    case "prefix":
      return text.startsWith(part);
    case "suffix":
      return text.endsWith(part);
    case "contains":
      return text.includes(part);
  }
}

/** How many ways the parts of a template may combine before it is refused. */
const mostCombinations = 64;

/** A template, or texts that are added: each part is a text or a whole number. */
export function templateValue(parts: readonly Value[], facts: Facts, span: Span): Value {
  let combinations = 1;
  const put = (done: readonly Operand[], rest: readonly Value[], known: Facts): Value => {
    const [next, ...others] = rest;
    if (next === undefined) return textOf(done, span);
    return mapKnowing(next, known, (leaf, inner) => {
      combinations += 1;
      if (combinations > mostCombinations * parts.length)
        throw new Refusal("BYL1118", "the parts of a text come to too many combinations", span);
      return put([...done, ...written(leaf, inner, span)], others, inner);
    });
  };
  return put([], parts, facts);
}

/** A part of a template as it is printed: texts as they are, whole numbers in decimal. */
function written(leaf: Leaf, facts: Facts, span: Span): readonly Operand[] {
  if (leaf.kind !== "operand") throw new Refusal("BYL1144", "", span);
  const { operand } = leaf;
  switch (operand.kind) {
    case "constant": {
      const { value } = operand;
      if (typeof value === "string") return value === "" ? [] : [operand];
      if (typeof value === "number" && Number.isSafeInteger(value))
        return [{ kind: "constant", value: String(value) }];
      throw new Refusal("BYL1144", String(value), span);
    }
    case "count":
      return [operand];
    case "now":
      throw new Refusal("BYL1144", "an instant", span);
    case "read":
      if (!isThere(operand, facts)) throw new Refusal("BYL1144", "the value may be missing", span);
      if (isText(withoutNull(operand.schema).schema) || isWhole(operand)) return [operand];
      throw new Refusal("BYL1144", notWritten(withoutNull(operand.schema).schema), span);
  }
}

type Schema = Extract<Operand, { kind: "read" }>["schema"];

function notWritten({ kind }: Schema): string {
  return kind === "number"
    ? "a number of the input may be written in several ways; compare it as it is, or put it into the details of a finding"
    : `a value of kind ${kind}`;
}

/** Whether all values of a schema are texts. */
export function isText(schema: Schema): boolean {
  switch (schema.kind) {
    case "string":
      return true;
    case "oneOf":
      return schema.values.every((value) => typeof value === "string");
    case "union":
      return schema.members.length > 0 && schema.members.every(isText);
    case "number":
    case "boolean":
    case "null":
    case "unknown":
    case "array":
    case "map":
    case "object":
      return false;
  }
}

function textOf(operands: readonly Operand[], span: Span): Value {
  const parts: Operand[] = [];
  for (const next of operands) {
    const last = parts[parts.length - 1];
    if (last?.kind === "constant" && next.kind === "constant")
      parts.splice(-1, 1, { kind: "constant", value: `${String(last.value)}${String(next.value)}` });
    else parts.push(next);
  }
  const [only, ...others] = parts;
  if (only === undefined) return constantValue("");
  if (others.length === 0 && only.kind === "constant") return constantValue(only.value);
  if (others.length === 0 && only.kind === "read" && isText(withoutNull(only.schema).schema))
    return { kind: "operand", operand: only };
  return computedValue({ kind: "concat", parts }, { kind: "string" }, span);
}

/** What JavaScript takes for white space at the ends of a text; OPA's own list differs. */
const whiteSpace =
  "\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

const trims = { trim: "trim", trimStart: "trim_left", trimEnd: "trim_right" } as const;

/** `text.trim()` and its like. */
export function trimmed(method: keyof typeof trims, leaf: Leaf, span: Span): Value {
  const { operand } = operandOf(leaf, span);
  if (operand.kind === "constant") {
    const text = String(operand.value);
    return constantValue({ trim: text.trim(), trimStart: text.trimStart(), trimEnd: text.trimEnd() }[method]);
  }
  const cut: Operand = { kind: "constant", value: whiteSpace };
  return computedValue(
    { kind: "builtin", name: trims[method], arguments: [operand, cut] },
    { kind: "string" },
    span,
  );
}

/**
 * `text.split(separator)`.
 * @throws Refusal BYL1114 unless the separator is a literal that is not empty
 */
export function split(leaf: Leaf, separator: Value, span: Span): Value {
  const { operand } = operandOf(leaf, span);
  const by = literal(separator, span);
  if (by === "") throw new Refusal("BYL1114", "split at every character", span);
  if (operand.kind === "constant") return constantValue(String(operand.value).split(by));
  return computedValue(
    { kind: "builtin", name: "split", arguments: [operand, { kind: "constant", value: by }] },
    { kind: "array", element: { kind: "string" } },
    span,
  );
}

/**
 * `text.replaceAll(search, replacement)`.
 * @throws Refusal BYL1114 unless both are literals, the first not empty, the second without `$`
 */
export function replaced(leaf: Leaf, search: Value, replacement: Value, span: Span): Value {
  const { operand } = operandOf(leaf, span);
  const [from, to] = [literal(search, span), literal(replacement, span)];
  if (from === "") throw new Refusal("BYL1114", "an empty text is found everywhere", span);
  if (to.includes("$")) throw new Refusal("BYL1114", "$ has a meaning of its own in a replacement", span);
  if (operand.kind === "constant") return constantValue(String(operand.value).replaceAll(from, to));
  const operands: readonly Operand[] = [
    operand,
    { kind: "constant", value: from },
    { kind: "constant", value: to },
  ];
  return computedValue({ kind: "builtin", name: "replace", arguments: operands }, { kind: "string" }, span);
}

function literal(value: Value, span: Span): string {
  if (
    value.kind === "operand" &&
    value.operand.kind === "constant" &&
    typeof value.operand.value === "string"
  )
    return value.operand.value;
  throw new Refusal("BYL1114", "", span);
}

function operandOf(leaf: Leaf, span: Span): Extract<Leaf, { kind: "operand" }> {
  if (leaf.kind !== "operand") throw new Refusal("BYL1101", "a text that is not one value", span);
  return leaf;
}
