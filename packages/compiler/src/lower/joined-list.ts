import type { Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import { unlessRefused } from "../diagnostics/unless-refused.ts";
import type { Expression } from "../ir/expression.ts";
import { valueKey } from "./computation.ts";
import type { JoinedList, Read } from "./formula.ts";
import type { ListContext } from "./lists.ts";
import { eachPart, one as onePart, partsOfChoices, schemaOfParts, toSequence } from "./sequences.ts";
import { singleOf } from "./single-elements.ts";
import { hasTrustedElements } from "./trusted-values.ts";
import type { Leaf, Part, Value } from "./value.ts";
import { numbering, type Work } from "./work.ts";

/** A list as one where it is put together from several, if that is asked for. */
export function onceOver(
  value: Value,
  list: Expression,
  use: "loop" | "question",
  work: Work,
  context: ListContext,
): Leaf | undefined {
  const joined = work.loops !== "apart" ? joinedList(value, listName(list, work), use, context) : undefined;
  work.hasJoined ||= joined !== undefined;
  return joined;
}

/** A list is called after the function that gives it, or after what it is bound to. */
function listName(list: Expression, work: Work): string | undefined {
  if (list.kind === "local") return list.local.name;
  if (list.kind === "entries") return listName(list.object, work);
  return list.kind === "call" ? work.functions.get(list.callee)?.name : undefined;
}

/** Beyond so many, one of them is not looked for. */
const mostChoices = 64;

/** A value that is one of several as one, where it can be. */
export function onceOf(value: Value, name: string, work: Work, span: Span): Value {
  const parts = value.kind === "choice" ? readsOf(value) : undefined;
  if (parts === undefined) return value;
  const key = valueKey(value);
  const joined = work.joined.get(key) ?? joinedValue(parts, name, { fresh: numbering(work), span });
  if (joined === undefined) return value;
  work.joined.set(key, joined);
  work.hasJoined = true;
  return { kind: "operand", operand: joined };
}

/** The reads that a value is one of, each on its condition; nothing when it may be something else. */
function readsOf(value: Value): readonly Part[] | undefined {
  let reads = 0;
  let others = 0;
  const parts = partsOfChoices(value, (leaf) => {
    if (leaf.kind === "operand" && leaf.operand.kind === "read") reads += 1;
    else others += 1;
    return [onePart(leaf)];
  });
  return others > 0 || reads > mostChoices ? undefined : parts;
}

/**
 * A list that is put together from several as one, so that what is done with its elements is said once. It has no order,
 * and each element once.
 * @param listName what the list is called, where it has a name
 * @param use whether a loop goes through it, or something is asked of its elements
 * @returns nothing when the list is a single one, or its elements are not of one shape
 */
function joinedList(
  list: Value,
  listName: string | undefined,
  use: "loop" | "question",
  { name, fresh, span }: ListContext,
): Leaf | undefined {
  return unlessRefused(() => {
    const parts = partsOfChoices(list, (leaf) => toSequence(leaf, name, fresh, span).parts);
    const called = listName ?? plural(name);
    const one = singular(called);
    const named = {
      name: called,
      element: one,
      ...(use === "question" ? { isSet: true as const } : {}),
    };
    const element = joinedElement(parts, named, name === "item" ? one : name, { fresh, span });
    if (element === undefined) return undefined;
    const each = eachPart(element, [onePart({ kind: "operand", operand: element })]);
    return { kind: "sequence", sequence: { parts: [each], ordered: true } };
  });
}

/**
 * What is one of several, each where the others are not, as a value that has a rule.
 * @param name what it is called
 * @returns nothing when they may be there together, or are not of one shape
 */
function joinedValue(parts: readonly Part[], name: string, context: Fresh): Read | undefined {
  return unlessRefused(() => {
    const element = joinedElement(parts, { name, element: name }, name, context);
    return element?.root.kind === "variable" && singleOf(element.root.variable) !== undefined
      ? element
      : undefined;
  });
}

type Fresh = Pick<ListContext, "fresh" | "span">;

function joinedElement(
  parts: readonly Part[],
  named: Omit<JoinedList, "kind" | "parts">,
  name: string,
  { fresh, span }: Fresh,
): Read | undefined {
  if (elementsOf(parts) < 2) return undefined;
  const { schema, trusted: isTrusted } = schemaOfParts(parts, span);
  if (!areAlike(schema)) return undefined;
  const trusted = isTrusted && parts.every(hasTrustedElements);
  const collection = { kind: "joined", parts, ...named } as const;
  const root = {
    kind: "variable",
    variable: { id: fresh(), name, collection },
    schema,
    trusted,
  } as const;
  return { kind: "read", root, steps: [], schema, span };
}

function areAlike({ kind }: Schema): boolean {
  return kind === "object" || kind === "string" || kind === "boolean";
}

function plural(name: string): string {
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function singular(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return `${name.slice(0, -3)}y`;
  return /[^s]s$/.test(name) ? name.slice(0, -1) : "item";
}

/** How many elements are written out, each a way to one or more of the list; none where one of them is a constant. */
function elementsOf(parts: readonly Part[]): number {
  const found = parts.flatMap(writtenOut);
  return found.some(isConstant) ? 0 : found.length;
}

function writtenOut(part: Part): readonly Value[] {
  return part.kind === "one" ? [part.value] : part.parts.flatMap(writtenOut);
}

function isConstant(value: Value): boolean {
  return value.kind === "operand" && value.operand.kind === "constant";
}
