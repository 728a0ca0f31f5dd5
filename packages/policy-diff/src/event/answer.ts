import type { Json, Outcome } from "@bylaw/engine";
import { isArray } from "../json-value.ts";

/** What a decision came to: in the record, or in a replay. */
export type Answer =
  | { readonly kind: "defined"; readonly value: Json }
  | { readonly kind: "undefined" }
  | { readonly kind: "error"; readonly code: string; readonly message: string };

/** An outcome that is an answer: everything but one that needs a builtin which could not be called. */
export function answerOf(outcome: Exclude<Outcome, { kind: "unavailable" }>): Answer {
  return outcome;
}

/** Two errors are the same when OPA gives them the same code; their texts name rows, which move. */
export function sameAnswer(a: Answer, b: Answer): boolean {
  switch (a.kind) {
    case "undefined":
      return b.kind === "undefined";
    case "error":
      return b.kind === "error" && a.code === b.code;
    case "defined":
      return b.kind === "defined" && canonical(a.value) === canonical(b.value);
  }
}

/**
 * One text for each value: keys sorted, numbers by value. Objects are told from arrays, and strings from all else,
 * as in JSON.
 */
export function canonical(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" || typeof value === "bigint") return String(value === 0 ? 0 : value);
  if (typeof value === "string") return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
  return `{${members.join(",")}}`;
}
