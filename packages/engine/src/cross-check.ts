import type { Engine, Outcome, Query } from "./engine.ts";
import type { Json, JsonObject } from "./values/json.ts";
import { compareValues } from "./values/order.ts";

export interface CrossCheckOptions {
  /**
   * Called with each query that only one of the engines could answer, because the other lacks a builtin or its
   * record: there is nothing to compare then.
   */
  readonly onNotCompared?: (query: Query, outcomes: readonly [Outcome, Outcome]) => void;
}

/** Two engines answer one query differently. */
export class EngineDisagreement extends Error {
  /** The query that both were given. */
  readonly query: Query;
  /** The name and the outcome of either engine, in the order of the engines. */
  readonly outcomes: readonly [NamedOutcome, NamedOutcome];

  constructor(query: Query, outcomes: readonly [NamedOutcome, NamedOutcome]) {
    const [first, second] = outcomes;
    // The outcomes may hold values of the input; messages end up in logs.
    super(
      `${first.engine} and ${second.engine} answer ${JSON.stringify(query.path)} differently ` +
        `(${described(first.outcome)}, ${described(second.outcome)}); report it with the case of this error`,
    );
    this.name = "EngineDisagreement";
    this.query = query;
    this.outcomes = outcomes;
  }

  /** What a case file needs to show the disagreement again, the policy aside. It holds the input. */
  get case(): JsonObject {
    const { path, input, now, recordedBuiltins } = this.query;
    return {
      path,
      ...(input === undefined ? {} : { input }),
      ...(now === undefined ? {} : { now }),
      ...(recordedBuiltins === undefined ? {} : { recordedBuiltins }),
      outcomes: this.outcomes.map(({ engine, outcome }): Json => ({ engine, outcome: { ...outcome } })),
    };
  }
}

export interface NamedOutcome {
  readonly engine: Engine["name"];
  readonly outcome: Outcome;
}

/**
 * An engine that asks two engines and answers as the first, if the second agrees.
 *
 * A query without a clock and without a record gets the same clock for both. Randomness cannot be shared: a policy
 * that calls `rand.intn` or `uuid.rfc4122` needs recorded answers.
 *
 * @param first its outcomes are the answers
 * @param second the engine that it is held to; closed with the first
 * @throws {TypeError} when the two were not made for the same entry points; `evaluate` rejects with
 * {@link EngineDisagreement} at the first query, in their order, on which the two differ
 */
export function crossCheck(first: Engine, second: Engine, options: CrossCheckOptions = {}): Engine {
  const asked = new Set(second.entrypoints);
  if (asked.size !== new Set(first.entrypoints).size || first.entrypoints.some((path) => !asked.has(path)))
    throw new TypeError("engines that check each other must be made for the same entry points");
  return {
    name: first.name,
    entrypoints: first.entrypoints,
    evaluate: async (queries) => {
      const timed = queries.map(withClock);
      const [ours, theirs] = await Promise.all([first.evaluate(timed), second.evaluate(timed)]);
      for (const [index, query] of timed.entries()) {
        const [one, other] = [ours[index], theirs[index]];
        if (one === undefined || other === undefined)
          throw new Error("an engine gave fewer outcomes than it was given queries");
        if (isOneUnavailable(one, other)) options.onNotCompared?.(query, [one, other]);
        else if (!sameOutcome(one, other))
          throw new EngineDisagreement(query, [
            { engine: first.name, outcome: one },
            { engine: second.name, outcome: other },
          ]);
      }
      return ours;
    },
    close: async () => {
      const closed = await Promise.allSettled([first.close(), second.close()]);
      for (const one of closed) if (one.status === "rejected") throw one.reason;
    },
  };
}

/**
 * Whether two engines answered the same: equal values by Rego's order, so that `1` and `1.0` are one number and the
 * order of keys is no matter; both undefined; errors of one code, as their words may differ; or both unavailable, for
 * whatever builtin came first.
 */
export function sameOutcome(one: Outcome, other: Outcome): boolean {
  switch (one.kind) {
    case "defined":
      return other.kind === "defined" && compareValues(one.value, other.value) === 0;
    case "error":
      return other.kind === "error" && one.code === other.code;
    case "undefined":
    case "unavailable":
      return other.kind === one.kind;
  }
}

function isOneUnavailable(one: Outcome, other: Outcome): boolean {
  return (one.kind === "unavailable") !== (other.kind === "unavailable");
}

/** A record has its own clock in it. */
function withClock(query: Query): Query {
  if (query.now !== undefined || query.recordedBuiltins !== undefined) return query;
  return { ...query, now: BigInt(Date.now()) * 1_000_000n };
}

function described(outcome: Outcome): string {
  switch (outcome.kind) {
    case "defined":
      return "a value";
    case "undefined":
      return "undefined";
    case "error":
      return `error ${JSON.stringify(outcome.code)}`;
    case "unavailable":
      return "unavailable";
  }
}
