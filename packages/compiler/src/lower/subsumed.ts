import type { Span } from "../compilation.ts";
import type { Conjunction, Literal } from "./alternatives.ts";
import type { Atom, Operand } from "./formula.ts";
import { atomKey, readKey } from "./reads.ts";
import { relates } from "./texts.ts";

/** A question with its answer. */
type Answered = Extract<Literal, { kind: "atom" }>;

/** What one question asks of one value, compared with texts: that it is one of them, or has one as a part. */
interface Asked {
  readonly key: string;
  readonly relation: "equals" | "prefix" | "suffix" | "contains";
  readonly texts: readonly string[];
}

function askedBy(atom: Atom): Asked | undefined {
  switch (atom.kind) {
    case "equal":
      return asked(atom.left, "equals", [atom.right]);
    case "member":
      return asked(
        atom.element,
        "equals",
        atom.values.map((value) => ({ kind: "constant", value })),
      );
    case "text":
      return asked(atom.subject, atom.relation, [atom.argument]);
    case "order":
    case "defined":
    case "type":
    case "helper":
      return undefined;
  }
}

function asked(of: Operand, relation: Asked["relation"], operands: readonly Operand[]): Asked | undefined {
  if (of.kind !== "read") return undefined;
  const texts = operands.flatMap((operand) =>
    operand.kind === "constant" && typeof operand.value === "string" ? [operand.value] : [],
  );
  return texts.length === operands.length ? { key: readKey(of), relation, texts } : undefined;
}

/** Whether a value that answers the first question with yes answers the second one so, too. */
function leadsTo(first: Asked, second: Asked): boolean {
  if (first.key !== second.key) return false;
  return first.texts.every((text) => second.texts.some((other) => settles(first, text, second, other)));
}

function settles(first: Asked, text: string, second: Asked, other: string): boolean {
  switch (second.relation) {
    case "equals":
      return first.relation === "equals" && text === other;
    case "prefix":
    case "suffix":
      return (
        (first.relation === "equals" || first.relation === second.relation) &&
        relates(second.relation, text, other)
      );
    case "contains":
      return text.includes(other);
  }
}

/** Whether a body that has the first literal cannot fail for the second one. */
function implies(first: Literal, second: Answered): boolean {
  if (first.kind !== "atom") return false;
  if (first.positive === second.positive && atomKey(first.atom) === atomKey(second.atom)) return true;
  if (!first.positive) return false;
  const one = askedBy(first.atom);
  if (one === undefined) return false;
  if (second.positive && second.atom.kind === "defined") return readKey(second.atom.read) === one.key;
  const other = askedBy(second.atom);
  return other !== undefined && second.positive && leadsTo(one, other);
}

/** The places of conditions that others of the same rule settle, wherever they are asked. */
export function settledConditions(bodies: readonly Conjunction[]): readonly Span[] {
  const settled = new Map<string, Span | undefined>();
  for (const body of bodies) {
    for (const literal of body) {
      if (literal.kind !== "atom" || !literal.positive || literal.atom.kind === "defined") continue;
      const key = atomKey(literal.atom);
      const others = body.filter((one) => one.kind !== "atom" || atomKey(one.atom) !== key);
      const isSettled = others.some((one) => implies(one, literal));
      if (!isSettled) settled.set(key, undefined);
      else if (!settled.has(key)) settled.set(key, literal.atom.span);
    }
  }
  return [...settled.values()].flatMap((span) => span ?? []);
}

/** A rule with the ways in which it holds. */
export interface RuleBodies {
  readonly name: string;
  readonly bodies: readonly Conjunction[];
}

/**
 * For each rule that holds only where another one does, that other one. Of two that hold for the same, it is the later
 * one that says nothing.
 */
export function subsumedRules(rules: readonly RuleBodies[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const wider = indexed(rules);
  for (const rule of rules) {
    const [first, ...others] = rule.bodies;
    if (first === undefined) continue;
    const candidates = wider(first).filter(
      (other) =>
        other !== rule &&
        !found.has(other.name) &&
        [first, ...others].every((body) => other.bodies.some((general) => covers(general, body))),
    );
    const [by] = candidates;
    if (by !== undefined) found.set(rule.name, by.name);
  }
  return found;
}

/** Whether a body holds wherever a narrower one does. */
function covers(general: Conjunction, narrow: Conjunction): boolean {
  const needed = general.filter((literal) => literal.kind !== "visited");
  // What always holds is meant so.
  if (needed.length === 0) return false;
  return needed.every((literal) => literal.kind === "atom" && narrow.some((one) => implies(one, literal)));
}

/** Finds the rules that may cover a body: by what each of their bodies asks first. */
function indexed(rules: readonly RuleBodies[]): (body: Conjunction) => readonly RuleBodies[] {
  const byQuestion = new Map<string, Set<RuleBodies>>();
  for (const rule of rules) {
    for (const body of rule.bodies) {
      const first = body.find((literal) => literal.kind !== "visited");
      if (first?.kind !== "atom") continue;
      for (const key of askingKeys(first)) {
        const known = byQuestion.get(key) ?? new Set();
        byQuestion.set(key, known.add(rule));
      }
    }
  }
  return (body) => [
    ...new Set(body.flatMap(answeringKeys).flatMap((key) => [...(byQuestion.get(key) ?? [])])),
  ];
}

function askingKeys({ atom, positive }: Answered): readonly string[] {
  const same = `${positive} ${atomKey(atom)}`;
  const question = positive ? askedBy(atom) : undefined;
  if (positive && atom.kind === "defined") return [same, `part ${readKey(atom.read)}`];
  if (question === undefined) return [same];
  return question.relation === "equals"
    ? [same, ...question.texts.map((text) => `${question.key} is ${text}`)]
    : [same, `part ${question.key}`];
}

function answeringKeys(literal: Literal): readonly string[] {
  if (literal.kind !== "atom") return [];
  const same = `${literal.positive} ${atomKey(literal.atom)}`;
  const question = literal.positive ? askedBy(literal.atom) : undefined;
  if (question === undefined) return [same];
  const [text] = question.relation === "equals" ? question.texts : [];
  return [same, `part ${question.key}`, ...(text === undefined ? [] : [`${question.key} is ${text}`])];
}
