import type { Json, JsonObject, Outcome } from "@bylaw/engine";

/** A decision that was made, before it is written down. */
export interface MadeDecision {
  readonly id: string;
  /** Such as `istio/authz/allow`; empty for all of `data`. */
  readonly path: string;
  /** Absent when none was given. */
  readonly input?: Json;
  readonly outcome: Outcome | { readonly kind: "unreadable"; readonly message: string };
  /** The clock of the decision, in nanoseconds since 1970. */
  readonly now: bigint;
  readonly requestedBy?: string;
}

/**
 * A decision as OPA's console logger writes it (`EventV1` of its decision logs plugin). The clock is recorded as
 * `nd_builtin_cache`, so that `bylaw diff` decides the event again at its time.
 */
export function decisionEvent(made: MadeDecision, labels: Readonly<Record<string, string>>): JsonObject {
  const { id, path, input, outcome, now, requestedBy } = made;
  const timestamp = timestampOf(now);
  return {
    labels,
    decision_id: id,
    ...(path === "" ? {} : { path }),
    ...(input === undefined ? (outcome.kind === "unreadable" ? { input: null } : {}) : { input }),
    ...answerOf(outcome),
    nd_builtin_cache: { "time.now_ns": { "[]": now } },
    ...(requestedBy === undefined ? {} : { requested_by: requestedBy }),
    timestamp,
    level: "info",
    msg: "Decision Log",
    time: timestamp.replace(/\.\d+Z$/, "Z"),
    type: "openpolicyagent.org/decision_logs",
  };
}

function answerOf(outcome: MadeDecision["outcome"]): JsonObject {
  switch (outcome.kind) {
    case "defined":
      return { result: outcome.value };
    case "undefined":
      return {};
    case "error":
      return { error: `${outcome.code}: ${outcome.message}` };
    case "unavailable":
      return { error: `the builtin ${outcome.builtin} cannot be called here` };
    case "unreadable":
      return { error: outcome.message };
  }
}

/** RFC 3339 with nanoseconds, as Go writes it. */
function timestampOf(now: bigint): string {
  const seconds = new Date(Number(now / 1_000_000n)).toISOString().slice(0, 19);
  const fraction = String(now % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return fraction === "" ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}
