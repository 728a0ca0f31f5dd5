import {
  evidenceEngineOf,
  inputPathsRead,
  type Outcome,
  type PreparedEvidence,
  type Query,
  type RuleSite,
  type UnknownAnswer,
  type UnknownField,
  unknownEvaluator,
  watchedInput,
} from "@bylaw/engine";
import type { MaskedField } from "../event/recorded-event.ts";
import { labelsText } from "../event/rule-labels.ts";
import { isObject } from "../json-value.ts";
import { segmentsOf } from "../policy/decisions.ts";
import type { RegoRule } from "../policy/syntax.ts";
import { writtenReads } from "../policy/written-reads.ts";
import { constraintReads } from "../side/gatekeeper/constraint-reads.ts";
import { type Side, sourceAt } from "../side/side.ts";
import { type RecordedQuery, unknownOf } from "./query.ts";

/** Answers one decision of one side in JavaScript, with what led to the answer. */
export interface Decider {
  decide(query: Query): Outcome;
  /** Decides where that looks at nothing that a masked field may have altered; undefined elsewhere. */
  decideUnmasked(query: RecordedQuery): Outcome | undefined;
  /** Of the rules it was made with, the indices of those that succeeded in the decision that was made last. */
  succeeded(): readonly number[];
  /** The labels of all rules that succeeded then, as texts; none where no rule has any. */
  succeededLabels(): ReadonlySet<string>;
  /** Whether the decision may depend on what a masked field was, by all that it may read. */
  mayRead(field: MaskedField): boolean;
  /** The places of the input that it may read, with all that is below them. */
  readonly reads: readonly (readonly string[])[];
  /** Decides with parts of the input, and the builtins that were not recorded, unknown. */
  decideWithout(query: Query, unknown: readonly UnknownField[]): UnknownAnswer;
}

/**
 * @param path a decision path at which the side has a rule
 * @param rules those that {@link Decider.succeeded} tells of
 */
export function createDecider(
  side: Side,
  path: string,
  evidence: PreparedEvidence,
  rules: readonly RegoRule[],
): Decider {
  const plan = evidence.plan ?? "{}";
  // A thread that was told of all kinds of events may have nothing to decide.
  let made: ReturnType<typeof decidingEngine> | undefined;
  const deciding = () => {
    made ??= decidingEngine(side, path, evidence, rules);
    return made;
  };
  let reads: ReturnType<typeof inputPathsRead> | undefined;
  const written = writtenReads(side.modules, segmentsOf(path));
  let without: ReturnType<typeof unknownEvaluator> | undefined;
  const mayRead = rememberedByField((field) => {
    if (!written.mayDependOn(field)) return false;
    // Takes a while, and most masked fields are none that a policy mentions.
    reads ??= inputPathsRead(plan, path);
    return reads.overlaps(field.pointer, field.change);
  });
  const decide = (query: Query) => {
    const { engine } = deciding();
    engine.clear();
    return engine.evaluateOne(query.path === path ? query : { ...query, path });
  };
  return {
    decide,
    decideUnmasked: ({ masked, ...query }) => {
      const fields = masked.filter(mayRead);
      if (fields.length === 0) return undefined;
      const watched = watchedInput(query.input, fields.map(unknownOf));
      if (watched === undefined) return undefined;
      const outcome = decide({ ...query, input: watched.input });
      // Errors are left to `decideWithout`, which has other bounds.
      return watched.isLookedAt() || !isAnswer(outcome) ? undefined : outcome;
    },
    succeeded: () => {
      const { engine, sites } = deciding();
      const counts = engine.counts().rules;
      return sites.flatMap((ids, index) => (ids.some((id) => (counts[id] ?? 0) > 0) ? [index] : []));
    },
    succeededLabels: () => {
      const { engine, labelled } = deciding();
      if (labelled.length === 0) return noLabels;
      const counts = engine.counts().rules;
      return new Set(labelled.flatMap(({ id, labels }) => ((counts[id] ?? 0) > 0 ? [labels] : [])));
    },
    mayRead,
    reads: constraintReads(side, path) ?? written.paths,
    decideWithout: (query, unknown) => {
      without ??= unknownEvaluator(plan, side.source.data ?? {});
      return without({ ...query, path, unknown, unknownBuiltins: true });
    },
  };
}

function isAnswer({ kind }: Outcome): boolean {
  return kind === "defined" || kind === "undefined";
}

/** The engine, and where in its counts the rules stand, and all that are labelled. */
function decidingEngine(side: Side, path: string, evidence: PreparedEvidence, rules: readonly RegoRule[]) {
  const engine = evidenceEngineOf(evidence, sourceAt(side, path), [path], { evidence: { rules: true } });
  const sites = rules.map((rule) => sitesOf(rule, engine.table.rules));
  const labelled = engine.table.rules.flatMap(({ id, labels }) =>
    Object.keys(labels).length === 0 ? [] : [{ id, labels: labelsText(labels) }],
  );
  return { engine, sites, labelled };
}

/** A log masks the same few fields again and again; one that names ever others is not remembered as a whole. */
const maxRememberedFields = 1_000;

function rememberedByField(find: (field: MaskedField) => boolean): (field: MaskedField) => boolean {
  const known = {
    removed: new Map<string, boolean>(),
    replaced: new Map<string, boolean>(),
  };
  return (field) => {
    const remembered = known[field.change];
    const answer = remembered.get(field.pointer) ?? find(field);
    if (remembered.size >= maxRememberedFields) remembered.clear();
    remembered.set(field.pointer, answer);
    return answer;
  };
}

const noLabels: ReadonlySet<string> = new Set();

/** A rule and the branches of its `else`, which follow it in the table. */
function sitesOf(rule: RegoRule, table: readonly RuleSite[]): readonly number[] {
  const { location } = rule.node;
  const column = isObject(location) ? location.col : undefined;
  const found: number[] = [];
  for (const { id, place } of table) {
    if (place.file !== rule.file || place.row !== rule.row || place.column !== column) continue;
    found.push(id);
    for (let next = id + 1; table[next]?.kind === "else"; next++) found.push(next);
  }
  return found;
}
