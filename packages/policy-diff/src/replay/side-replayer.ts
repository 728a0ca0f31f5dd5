import {
  type Engine,
  type Outcome,
  type PolicySource,
  type Query,
  sameOutcome,
  type UnknownAnswer,
  type UnknownField,
} from "@bylaw/engine";
import type { MaskedField } from "../event/recorded-event.ts";
import { decidingRules } from "../policy/deciding-rules.ts";
import { decisionReads } from "../policy/decision-reads.ts";
import { hasDecision, ruleAt, segmentsOf } from "../policy/decisions.ts";
import { type ComparedPlaces, onlyCompared } from "../policy/only-compared.ts";
import type { RegoRule } from "../policy/syntax.ts";
import { constraintsCompared } from "../side/gatekeeper/constraint-reads.ts";
import { pathOn, type Side, sourceAt } from "../side/side.ts";
import { createDecider, type Decider } from "./decider.ts";
import type { PreparedDecision } from "./prepared-decision.ts";
import type { RecordedQuery } from "./query.ts";

/** @param by the side whose OPA it is */
export type MakeEngine = (
  source: PolicySource,
  entrypoints: readonly string[],
  by: Side["role"],
) => Promise<Engine>;

/** Has a decision of a side planned. */
export type Prepare = (role: Side["role"], path: string) => Promise<PreparedDecision>;

/** Answers queries under one side, and says which rules decided. */
export interface SideReplayer {
  has(path: string): boolean;
  /** The rules behind a decision, which answers speak of by their indices. */
  rules(path: string): readonly RegoRule[];
  /** Answers at a path, once it is planned. */
  at(path: string): Promise<PathReplayer>;
  close(): Promise<void>;
}

/** Answers at one decision path. */
export interface PathReplayer {
  /** One answer for each query; undefined throughout when the side has no such decision. */
  decide(queries: readonly RecordedQuery[]): Promise<readonly SideAnswer[]>;
  /** Decides at once; undefined where only a process can. */
  readonly decideOne: ((query: RecordedQuery) => SideAnswer) | undefined;
  mayRead(field: MaskedField): boolean;
  /** The places of the input that may be read, with all below them; undefined where that is not known. */
  readonly reads: readonly (readonly string[])[] | undefined;
  /** The places of the input with which all of the side's rules do no more than to compare them with literals. */
  compared(): ComparedPlaces;
  /** Decides with parts unknown; undefined where that cannot be done. */
  decideWithout(query: Query, unknown: readonly UnknownField[]): UnknownAnswer | undefined;
}

export interface SideAnswer {
  readonly outcome: Outcome;
  /** Indices of the rules that succeeded. */
  readonly rules: readonly number[];
  /** The labels of all rules that succeeded; absent where that is not known. */
  readonly labels?: ReadonlySet<string>;
  /** Set where nothing was looked at that a masked field may have altered: the answer is the same whatever there was. */
  readonly isUnmasked?: true;
}

/**
 * @param make gives an engine; undefined to decide in JavaScript wherever that is exact
 * @param opa gives engines for what JavaScript does not decide, and for paths that lead into a rule's value: a plan makes
 * the whole value, with all the errors in it, where `opa` looks at the place alone
 * @param by the side whose OPA decides
 */
export function createSideReplayer(
  side: Side,
  prepare: Prepare,
  make: MakeEngine | undefined,
  opa: MakeEngine,
  by: Side["role"] = side.role,
): SideReplayer {
  const known = new Map<string, Promise<PathReplayer>>();
  let comparedPlaces: ComparedPlaces | undefined;
  const compared = () => {
    comparedPlaces ??= constraintsCompared(side) ?? onlyCompared(side.modules);
    return comparedPlaces;
  };
  const engines: Promise<Engine>[] = [];
  const rules = new Map<string, readonly RegoRule[]>();
  const rulesAt = (path: string) => {
    const found = rules.get(path) ?? decidingRules(side.modules, pathOn(side, path));
    rules.set(path, found);
    return found;
  };
  const engineFor = (maker: MakeEngine, path: string) => {
    const engine = maker(sourceAt(side, pathOn(side, path)), [pathOn(side, path)], by);
    engines.push(engine);
    return engine;
  };
  const open = async (path: string): Promise<PathReplayer> => {
    const prepared = await prepare(side.role, path);
    const own = pathOn(side, path);
    switch (prepared.kind) {
      case "absent":
        return absent;
      case "unplanned":
        return byEngine(
          await engineFor(make === undefined || leadsIntoValue(side, own) ? opa : make, path),
          own,
          undefined,
          { reads: decisionReads(side.modules, segmentsOf(own)), compared },
        );
      case "planned": {
        const decider = createDecider(side, own, prepared.evidence, rulesAt(path));
        return make === undefined
          ? inJavaScript(decider, compared)
          : byEngine(await engineFor(make, path), own, decider, { reads: decider.reads, compared });
      }
    }
  };
  return {
    has: (path) => hasDecision(side.modules, pathOn(side, path)),
    rules: rulesAt,
    at: (path) => {
      const found = known.get(path) ?? open(path);
      known.set(path, found);
      return found;
    },
    close: async () => {
      for (const engine of engines) await (await engine.catch(() => undefined))?.close();
    },
  };
}

const undefinedAnswer: SideAnswer = { outcome: { kind: "undefined" }, rules: [] };

const absent: PathReplayer = {
  decide: (queries) => Promise.resolve(queries.map(() => undefinedAnswer)),
  decideOne: () => undefinedAnswer,
  mayRead: () => false,
  reads: [],
  compared: () => new Map(),
  decideWithout: () => ({ kind: "same", outcome: undefinedAnswer.outcome }),
};

function inJavaScript(decider: Decider, compared: PathReplayer["compared"]): PathReplayer {
  const decideOne = (query: RecordedQuery): SideAnswer => {
    const unmasked = decider.decideUnmasked(query);
    const outcome = unmasked ?? decider.decide(query);
    return {
      outcome,
      rules: decider.succeeded(),
      labels: decider.succeededLabels(),
      ...(unmasked === undefined ? {} : { isUnmasked: true }),
    };
  };
  return {
    decideOne,
    decide: (queries) => Promise.resolve().then(() => queries.map(decideOne)),
    mayRead: decider.mayRead,
    reads: decider.reads,
    compared,
    decideWithout: decider.decideWithout,
  };
}

/** Another engine answers; JavaScript, where it can, tells why. */
function byEngine(
  engine: Engine,
  path: string,
  decider: Decider | undefined,
  { reads, compared }: Pick<PathReplayer, "reads" | "compared">,
): PathReplayer {
  return {
    decideOne: undefined,
    decide: async (queries) => {
      const outcomes = await engine.evaluate(queries.map(({ masked: _, ...query }) => ({ ...query, path })));
      return outcomes.map((outcome, index) => {
        const query = queries[index];
        if (decider === undefined || query === undefined) return { outcome, rules: [] };
        // Another OPA may decide otherwise, and which rules it goes by is not known then.
        if (!sameOutcome(decider.decide({ ...query, path }), outcome)) return { outcome, rules: [] };
        return { outcome, rules: decider.succeeded(), labels: decider.succeededLabels() };
      });
    },
    reads: decider?.reads ?? reads,
    compared,
    mayRead: (field) => decider?.mayRead(field) ?? true,
    decideWithout: (query, unknown) => decider?.decideWithout(query, unknown),
  };
}

function leadsIntoValue(side: Side, path: string): boolean {
  const segments = segmentsOf(path);
  const rule = ruleAt(side.modules, segments);
  return rule !== undefined && rule.path.length < segments.length;
}
