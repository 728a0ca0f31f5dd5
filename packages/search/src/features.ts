import type { Comparison, EvidencedOutcome, InputStep, Json, SourceTable } from "@bylaw/engine";
import { elementsAlike } from "./elementwise.ts";
import { isList, isNumber } from "./json-value.ts";
import { placesRead } from "./places.ts";
import { placeName, relationsOf } from "./related.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What is remarkable about a candidate. A new one among these makes it worth keeping. */
export interface Features {
  readonly names: readonly string[];
  /** Rules of the same name that succeed in one subject more often than in another, if only inside. */
  readonly partings: readonly string[];
  /** How many rules of each name succeeded, also of those of which none did. */
  readonly times: ReadonlyMap<string, number>;
}

/**
 * Reads what led to the answers: which rules and expressions came out how, how near comparisons are, and where
 * several subjects part.
 *
 * @param decided one answer for each subject
 * @param input that was decided
 */
export type ReadFeatures = (decided: readonly EvidencedOutcome[], input: Json) => Features;

/**
 * @param tables of the subjects
 * @param areWhole whether inputs are mostly such as a schema has, where only a few places hold texts
 */
export function featureReader(
  tables: readonly SourceTable[],
  vocabulary: Vocabulary,
  areWhole: boolean,
): ReadFeatures {
  const paths = tables.map(({ rules }) => rules.map(({ path }) => path.join("/")));
  const everRead = areWhole ? undefined : new Set<string>();
  return (decided, input) => featuresOf(paths, decided, input, vocabulary, everRead);
}

function featuresOf(
  paths: readonly (readonly string[])[],
  decided: readonly EvidencedOutcome[],
  input: Json,
  vocabulary: Vocabulary,
  everRead: Set<string> | undefined,
): Features {
  if (vocabulary.related.size > 0 && everRead !== undefined) learnPlaces(everRead, decided, vocabulary);
  const names = relationsOf(input, everRead, vocabulary.related).map((relation) => `d${relation}`);
  const succeeded: ReadonlyMap<string, number>[] = [];
  const times = new Map<string, number>();
  for (const [subject, { outcome, evidence }] of decided.entries()) {
    names.push(`${subject}=${outcomeName(outcome)}`);
    for (const { rule } of evidence.rules ?? []) names.push(`${subject}r${rule.id}`);
    for (const one of evidence.expressions ?? []) {
      const { id } = one.expression;
      if (one.true > 0) names.push(`${subject}t${id}`);
      if (one.false > 0) names.push(`${subject}f${id}`);
      if (one.undefined > 0) names.push(`${subject}u${id}`);
    }
    for (const one of evidence.comparisons ?? []) names.push(comparisonFeature(subject, one));
    for (const [index, read] of (evidence.inputPaths?.reads ?? []).entries()) {
      // Keys that come from the input itself would be new for ever.
      if (read.path.every((step) => step.kind === "any" || isKnownKey(step.key, vocabulary)))
        names.push(placeFeature(subject, evidence.inputPaths?.texts[index] ?? ""));
    }
    const ofSubject = timesByPath(paths[subject] ?? [], evidence.rules ?? []);
    succeeded.push(ofSubject);
    const counted = [...ofSubject].filter(([path]) => !vocabulary.functions.has(path));
    // One denial that takes the place of another is none less; fewer of all of them are.
    const sum = counted.reduce((all, [, count]) => all + count, 0);
    for (const [path, count] of [...counted, ["", sum] as const]) {
      times.set(`${subject} ${path}`, count);
      if (count <= mostCounted) names.push(fewerFeature(`${subject} ${path}`, count));
    }
  }
  const partings = partingsOf(succeeded);
  // Of those that part inside, the ones with other answers come nearer to parting in the end.
  const answers = answersOf(decided);
  for (const parting of partings) names.push(parting, `${parting} ${answers}`);
  return { names, partings, times };
}

/** What is decided, in a few words. */
export function answersOf(decided: readonly EvidencedOutcome[]): string {
  return decided.map(({ outcome }) => outcomeName(outcome)).join("|");
}

const mostPlaces = 500;

function learnPlaces(
  everRead: Set<string>,
  decided: readonly EvidencedOutcome[],
  vocabulary: Vocabulary,
): void {
  for (const { path } of placesRead(decided)) {
    const keys = path.map(keyOf);
    if (everRead.size < mostPlaces && keys.every((key) => key === "*" || isKnownKey(key, vocabulary)))
      everRead.add(placeName(keys));
  }
}

function keyOf(step: InputStep): string {
  return step.kind === "key" ? step.key : "*";
}

/** The name of a number of rules that succeeded. */
export function fewerFeature(name: string, times: number): string {
  return `n${name}:${times}`;
}

/** Of a name of which more succeed, their number is not remarkable. */
const mostCounted = 24;

/** Whether a feature is a rule or an expression that succeeds, or a parting of subjects. */
export function isImportant(name: string): boolean {
  return /^\d+[rt<>]/.test(name);
}

/** The name of a comparison's distance. */
export function comparisonFeature(subject: number, comparison: Comparison): string {
  return `${subject}c${comparison.site.id}:${distance(comparison)}`;
}

/** The name of a place that is read. */
export function placeFeature(subject: number, text: string): string {
  return `${subject}p${text}`;
}

/** Whether a feature is a list of which more is as a comparison wants it. */
export function isNearerList(name: string): boolean {
  return /^\d+c\d+:l/.test(name);
}

/** Whether a feature is a place that is read. */
export function isPlace(name: string): boolean {
  return /^\d+p/.test(name);
}

/** Whether a feature is a rule that succeeds. */
export function isRule(name: string): boolean {
  return /^\d+r/.test(name);
}

/** Whether a feature is two places that base documents relate. */
export function isRelation(name: string): boolean {
  return /^d.*>/s.test(name);
}

function isKnownKey(key: string, vocabulary: Vocabulary): boolean {
  return /^\d$/.test(key) || vocabulary.knows(key);
}

const mostFrontier = 400;

/**
 * What holds elsewhere while a rule stops in its middle. The rules that it stops at may have succeeded before, for
 * another one; that one of their conditions holds is new only here.
 *
 * @param wanted the rules that matter
 */
export function frontierFeatures(
  decided: readonly EvidencedOutcome[],
  wanted: (subject: number, rule: number) => boolean,
): readonly string[] {
  return decided.flatMap(({ evidence }, subject) => {
    const expressions = evidence.expressions ?? [];
    const stops = new Map<number, number>();
    const begun = new Map<number, number>();
    for (const { expression, true: times } of expressions) {
      if (times > 0) begun.set(expression.rule, (begun.get(expression.rule) ?? 0) + 1);
      else stops.set(expression.rule, expression.id);
    }
    const held = expressions.filter(({ true: times }) => times > 0);
    // In a large policy most rules stop somewhere; those that came furthest are the nearest to succeeding.
    const most = Math.max(1, Math.floor(mostFrontier / Math.max(1, held.length)));
    return [...stops]
      .filter(([rule]) => begun.has(rule) && wanted(subject, rule))
      .sort(([a], [b]) => (begun.get(b) ?? 0) - (begun.get(a) ?? 0))
      .slice(0, most)
      .flatMap(([rule, stop]) =>
        held.flatMap(({ expression }) =>
          expression.rule === rule ? [] : [`${subject}x${stop}:${expression.id}`],
        ),
      );
  });
}

function outcomeName(outcome: EvidencedOutcome["outcome"]): string {
  if (outcome.kind !== "defined") return outcome.kind;
  const { value } = outcome;
  if (isList(value)) return `array of ${Math.min(value.length, 4)}`;
  return typeof value === "object" && value !== null ? "object" : String(value).slice(0, 40);
}

type RuleTimes = readonly { readonly rule: { readonly id: number }; readonly times: number }[];

function timesByPath(paths: readonly string[], rules: RuleTimes): ReadonlyMap<string, number> {
  const times = new Map(paths.map((path) => [path, 0]));
  for (const { rule } of rules) {
    const path = paths[rule.id] ?? "";
    times.set(path, (times.get(path) ?? 0) + 1);
  }
  return times;
}

function partingsOf(succeeded: readonly ReadonlyMap<string, number>[]): readonly string[] {
  const [first, ...others] = succeeded;
  if (first === undefined) return [];
  return others.flatMap((other, index) =>
    [...new Set([...first.keys(), ...other.keys()])].flatMap((path) => {
      const [ours, theirs] = [first.get(path) ?? 0, other.get(path) ?? 0];
      return ours === theirs ? [] : [`${index}${ours < theirs ? "<" : ">"}${path}`];
    }),
  );
}

/** How far two operands are from each other, in a few steps. */
function distance({ site, left, right }: Comparison): number | string {
  const alike = isList(left) ? elementsAlike(site.operator, left, right) : undefined;
  if (alike !== undefined) return `l${alike}`;
  if (typeof left === "string" && typeof right === "string") {
    const most = Math.min(left.length, right.length);
    let common = 0;
    while (common < most && left[common] === right[common]) common++;
    return `s${Math.min(common, 8)}${left.length === right.length ? "=" : ""}`;
  }
  if (isNumber(left) && isNumber(right)) {
    const difference = Number(left) - Number(right);
    return `n${Math.sign(difference)}${Math.min(12, Math.ceil(Math.log2(Math.abs(difference) + 1)))}`;
  }
  return `${typeOf(left)}${typeOf(right)}`;
}

function typeOf(value: Json): string {
  return value === null ? "null" : isList(value) ? "array" : typeof value;
}
