import type { Json, RecordedBuiltins } from "@bylaw/engine";
import type { EventWeight } from "../corpus/corpus-file.ts";
import type { KeptPlace } from "../corpus/kept-places.ts";
import type { StandInPlace } from "../corpus/stand-ins.ts";
import type { Answer } from "./answer.ts";

/** One decision of a log, in one form whoever wrote it. */
export interface RecordedEvent {
  readonly decisionId: string | null;
  /** What was asked. */
  readonly asked: Asked;
  readonly input:
    | { readonly kind: "given"; readonly value: Json }
    /** The caller sent none. */
    | { readonly kind: "none" }
    /** The sender could not parse it, so no policy saw one. */
    | { readonly kind: "unparsed" };
  /** Length of the whole event as it was read, in bytes; what makes one witness smaller than another. */
  readonly size: number;
  readonly recorded: Answer;
  /** What would have been recorded is not known: base is taken at its word. */
  readonly withoutRecord?: true;
  /** Labels of the rules that succeeded, one text for each rule that has some; see {@link labelsText}. */
  readonly ruleLabels: readonly string[];
  /** What non-deterministic builtins answered; empty when nothing was kept. */
  readonly recordedBuiltins: RecordedBuiltins;
  /** The fields that a mask erased or replaced, by pointer. */
  readonly masked: readonly MaskedField[];
  /** As recorded. */
  readonly timestamp: string | null;
  readonly bundles: readonly { readonly name: string; readonly revision: string }[];
  readonly opaVersion: string | null;
  /** Of the OPA that decided, such as `id`, `version` and what its configuration adds. */
  readonly labels: Readonly<Record<string, string>>;
  readonly source: { readonly file: string; readonly position: number };
  /** Of a corpus: one that stands for many. */
  readonly summed?: SummedEvent;
}

/** What is known of an event that stands for many. */
export interface SummedEvent {
  readonly weight: EventWeight;
  /** The places of the input that were kept. */
  readonly kept: KeptPlace;
  /** The places at which it has texts that stand for values. */
  readonly standIns: readonly StandInPlace[];
  /** Whether its input is a review as Gatekeeper hands it to Rego. */
  readonly isReview: boolean;
}

export interface MaskedField {
  /** A JSON pointer into the event, such as `/input/user/email`. */
  readonly pointer: string;
  readonly change: "removed" | "replaced";
}

export type Asked =
  /** `istio/authz/allow`. `variable` is set for an ad-hoc query that binds this decision to a variable. */
  | { readonly kind: "decision"; readonly path: string; readonly variable?: string }
  /** A filter: what the policy leaves open, not an answer. */
  | { readonly kind: "filter"; readonly path: string }
  /** An ad-hoc query that names no single decision, or no question at all. */
  | { readonly kind: "query" };
