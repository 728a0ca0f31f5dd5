import type { Json } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { isArray, isObject } from "../json-value.ts";
import type { PolicyModule } from "./syntax.ts";
import { aliasesOf, type InputNames, inputPathOf, namesIn, pathsMentioned } from "./written-reads.ts";

/** Canonical texts of the literals that a place is compared with, by {@link placeKey}. */
export type ComparedPlaces = ReadonlyMap<string, ReadonlySet<string>>;

export function placeKey(place: readonly string[]): string {
  return JSON.stringify(place);
}

/**
 * The places of the input that a policy does nothing with but to ask whether they are one of some literals. Of any two
 * other values there, the policy makes the same.
 */
export function onlyCompared(modules: readonly PolicyModule[]): ComparedPlaces {
  const compared = new Map<string, Set<string>>();
  const otherwise: (readonly string[])[] = [];
  const aliases = aliasesOf(modules);
  const definitions = new Set<unknown>(aliases.map(({ node }) => node));
  for (const module of modules) {
    const context = { module, aliases, names: namesIn(module, aliases) };
    for (const { node } of module.rules) {
      if (!definitions.has(node)) look(node, context, compared, otherwise);
    }
  }
  return new Map(
    [...compared].filter(([key]) => {
      const place: readonly string[] = JSON.parse(key);
      return !otherwise.some((other) => overlap(place, other));
    }),
  );
}

/** Whether one is the other, or within it. */
export function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.every((step, index) => index >= b.length || step === b[index]);
}

function look(
  root: Json,
  context: InputNames,
  compared: Map<string, Set<string>>,
  otherwise: (readonly string[])[],
): void {
  const waiting: Json[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    if (isArray(next)) {
      const comparison = comparisonOf(next, context);
      if (comparison === undefined) waiting.push(...next);
      else {
        const key = placeKey(comparison.place);
        const known = compared.get(key) ?? new Set();
        for (const literal of comparison.literals) known.add(canonical(literal));
        compared.set(key, known);
      }
      continue;
    }
    if (!isObject(next)) continue;
    if (next.type === "var" || next.type === "ref") otherwise.push(...pathsMentioned(next, context));
    if (next.type === "ref" && isArray(next.value)) {
      const [head, ...rest] = next.value;
      waiting.push(...rest);
      // The name was dealt with.
      if (head !== undefined && !(isObject(head) && head.type === "var")) waiting.push(head);
      continue;
    }
    for (const [name, child] of Object.entries(next))
      if (name !== "location" && name !== "annotations") waiting.push(child);
  }
}

interface Comparison {
  readonly place: readonly string[];
  readonly literals: readonly Json[];
}

const equalities: ReadonlySet<string> = new Set(["equal", "neq", "eq"]);

/** @param call an operator, and its operands */
function comparisonOf(call: readonly Json[], { names }: InputNames): Comparison | undefined {
  const [operator, first, second] = call;
  if (call.length !== 3 || !isObject(operator) || operator.type !== "ref" || !isArray(operator.value))
    return undefined;
  const name = operator.value.map((part) => (isObject(part) ? String(part.value) : "")).join(".");
  if (equalities.has(name)) return compare(first, second, names) ?? compare(second, first, names);
  if (name !== "internal.member_2" || !isObject(second)) return undefined;
  const place = inputPathOf(first, names);
  const isList = (second.type === "set" || second.type === "array") && isArray(second.value);
  const literals = isList && isArray(second.value) ? second.value.map(literalOf) : [undefined];
  return place === undefined || !literals.every((literal) => literal !== undefined)
    ? undefined
    : { place, literals };
}

function compare(
  term: Json | undefined,
  other: Json | undefined,
  names: InputNames["names"],
): Comparison | undefined {
  const place = inputPathOf(term, names);
  const literal = literalOf(other);
  return place === undefined || literal === undefined ? undefined : { place, literals: [literal] };
}

function literalOf(term: Json | undefined): Json | undefined {
  if (!isObject(term)) return undefined;
  if (term.type === "null") return null;
  return term.type === "string" || term.type === "number" || term.type === "boolean" ? term.value : undefined;
}
