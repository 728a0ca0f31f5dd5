import type { SearchSummary } from "./search-summary.ts";
import type { TestsSummary } from "./tests-summary.ts";

export type * from "./search-summary.ts";
export type * from "./tests-summary.ts";

/**
 * The JSON report, version 1. It may only grow: fields are added, never renamed, removed or given another meaning.
 * Its JSON Schema is `report-v1.schema.json`. Everything in it is fit to be shown: values of recorded inputs and
 * answers are there only where the disclosure rule allows it (see {@link Shown}).
 */
export interface Report {
  readonly version: 1;
  readonly tool: { readonly name: "bylaw"; readonly version: string };
  /** When the report was made, ISO 8601 in UTC. The only field that differs between two runs on the same input. */
  readonly generatedAt: string;
  readonly options: EffectiveOptions;
  readonly engine: { readonly name: string; readonly opaVersion: string };
  readonly base: SideSummary;
  readonly head: SideSummary;
  /** First and last timestamp of the events read, as recorded; null when no event carries one. */
  readonly window: { readonly from: string; readonly to: string } | null;
  /** One row for each file, in the order they were read. */
  readonly sources: readonly SourceSummary[];
  readonly sampling: Sampling;
  /** The OPA versions that wrote the events, by `labels.version`; most events first. */
  readonly recordedBy: readonly { readonly opaVersion: string; readonly count: number }[];
  /** The bundle revisions that the events name; most events first. */
  readonly revisions: readonly RevisionCount[];
  readonly totals: Totals;
  /** Verdict pairs, `from->to`, over every event whose base and head answers are known. All 25 pairs are there. */
  readonly transitions: Readonly<Record<string, number>>;
  /** One row for each decision path in scope, by path. */
  readonly decisions: readonly DecisionSummary[];
  /** Grants first, then lock-outs, errors and the rest; larger groups first within each. */
  readonly groups: readonly Group[];
  /** `atLeast` is there where groups were too many to tell how many there are. */
  readonly groupsOmitted: { readonly groups: number; readonly events: number; readonly atLeast?: true };
  /** Events in scope by the hour in which they were recorded, the earliest first. */
  readonly hours: readonly HourRow[];
  readonly indeterminate: readonly IndeterminateRow[];
  /** Where base does not give the recorded result: by bundle revision and hour. */
  readonly mismatches: readonly MismatchRow[];
  readonly errors: readonly ErrorRow[];
  /** What lists of more than 1,000 rows leave out; absent when they leave out nothing. */
  readonly rowsOmitted?: RowsOmitted;
  /** Rules behind the decisions that differ between base and head, and whether recorded decisions reached them. */
  readonly rules: readonly RuleRow[];
  /** Absent when no search was asked for. */
  readonly search?: SearchSummary;
  /** What tried the changed rules beside recorded decisions; absent when no tests were found. */
  readonly tests?: TestsSummary;
  readonly confirmed: { readonly engine: "opa"; readonly events: number; readonly disagreements: number };
  /** What was accepted beforehand in `.bylaw/expected.json`; null when no such file was read. */
  readonly expected: ExpectedSummary | null;
  /** Compared with an older report; null when none was given. */
  readonly sinceLast: SinceLast | null;
  readonly gate: Gate;
  readonly warnings: readonly Warning[];
}

/** The options as they were in force, defaults filled in. */
export interface EffectiveOptions {
  readonly decisions: readonly string[];
  readonly minComparable: number;
  readonly failOn: readonly FailOn[];
  readonly confirmSample: number;
  readonly paths: readonly string[];
  /** Only events that carry all of these labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** JSON pointers to what a pipeline wrapped. */
  readonly unwrap: readonly string[];
  /** What tells the time of a decision that asks for it. */
  readonly clock: "recorded" | "timestamp";
  /** JSON pointers to places of the input whose values are shown, whatever they are. */
  readonly reveal: readonly string[];
  /** What becomes of a request whose decision is an error. */
  readonly onError: OnError;
  /** Decisions that head has at another path. */
  readonly map: Readonly<Record<string, string>>;
}

/** Of lists that were cut: how many events are in none of their rows, which are the first that were met. */
export interface RowsOmitted {
  readonly recordedBy?: number;
  readonly revisions?: number;
  readonly indeterminate?: number;
  readonly mismatches?: number;
  readonly errors?: number;
}

/** Events that were passed over on purpose; they are in no total. */
export interface Sampling {
  /** `all`, or `decisionId`: by the SHA-256 of the decision id, so that each run and each policy sees the same ones. */
  readonly method: "all" | "decisionId";
  /** The part of the decisions that is taken, over 0 and up to 1. */
  readonly rate: number;
  /** How many events are read at most; null when there is no bound. */
  readonly limit: number | null;
  readonly passedOver: number;
}

/** What trips the gate: a grant, a lock-out, an error, a base that does not give the recorded results, or any change. */
export type FailOn = "grant" | "lockout" | "error" | "mismatch" | "any";

/** Whether what enforces decisions lets a request through when its decision is an error. */
export type OnError = "allow" | "deny";

export interface SideSummary {
  readonly label: string;
  readonly kind: "git" | "rego" | "typescript" | "bundle" | "gatekeeper";
  /** SHA-256 over the modules, in hexadecimal. */
  readonly digest: string;
  /** SHA-256 over the base documents; null when there are none. */
  readonly dataDigest: string | null;
  /** The full commit id; null when the side is not a git revision. */
  readonly commit: string | null;
  /** 0 where one module is of version 0. */
  readonly regoVersion: 0 | 1;
  /** Of the OPA that decides for this side. */
  readonly opaVersion: string;
}

export interface SourceSummary {
  readonly name: string;
  readonly format: "console" | "ndjson" | "array" | "documents" | "corpus" | "empty";
  /** What log pipelines wrapped around the events, by name or by the pointer given, in the order they were met. */
  readonly envelopes: readonly string[];
  readonly compressed: boolean;
  /** Size as stored. */
  readonly bytes: number;
  readonly events: number;
  /** Lines that are no decisions, such as the server's own log lines. */
  readonly otherLines: number;
  readonly unreadable: number;
  /** Lines in which OPA says that decisions are missing from the log. */
  readonly lost: number;
  /** Whether the file ends within a compressed block or a document. */
  readonly truncated: boolean;
}

export interface RevisionCount {
  readonly bundle: string;
  readonly revision: string;
  readonly count: number;
}

/**
 * `read = duplicate + unreadable + outOfScope + events` and `events = unchanged + changed + indeterminate + error`.
 * `baseMismatch` counts events that are among `indeterminate` (reason `notReproduced`).
 */
export interface Totals {
  readonly read: number;
  readonly events: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly indeterminate: number;
  readonly error: number;
  readonly outOfScope: number;
  readonly duplicate: number;
  readonly unreadable: number;
  readonly baseMismatch: number;
}

export type EventTotals = Pick<
  Totals,
  "events" | "unchanged" | "changed" | "indeterminate" | "error" | "baseMismatch"
>;

export type Verdict = "allow" | "deny" | "error" | "undefined" | "other";

/**
 * How an answer becomes a verdict. `allow`: true allows. `deny`: true denies. `deny-set`: a non-empty set denies.
 * `object:allowed` and `object:allow`: by that boolean of the object. `admission-review`: by `response.allowed`.
 * `value`: the answer has no verdict, only a value.
 */
export type Polarity =
  | "allow"
  | "deny"
  | "deny-set"
  | "object:allowed"
  | "object:allow"
  | "admission-review"
  | "value";

export interface DecisionSummary {
  readonly path: string;
  readonly polarity: Polarity;
  readonly polaritySource: "inferred" | "given";
  /** Which sides have this decision; on the other it is undefined. */
  readonly sides: readonly ("base" | "head")[];
  readonly totals: EventTotals;
  readonly transitions: Readonly<Record<string, number>>;
}

/** A value that is fit to be shown; or, in its place, its type and size. */
export type Shown =
  | null
  | boolean
  | number
  | bigint
  | string
  | Withheld
  | readonly Shown[]
  | { readonly [key: string]: Shown };

export interface Withheld {
  readonly withheld: "string" | "number" | "boolean" | "array" | "object";
  /** UTF-16 units, elements or keys; absent for numbers and truth values. */
  readonly length?: number;
}

/** An answer. JSON cannot say undefined, and `null` is an answer. */
export type ShownAnswer =
  | { readonly defined: true; readonly value: Shown }
  | { readonly defined: false }
  | { readonly error: string };

/**
 * What makes head's answer other than base's: it alone gives head's answer, and what else the sides differ in alone
 * leaves base's. `both`: more than one thing has a part in it.
 */
export type Cause = "policy" | "data" | "both" | "engine";

export interface Group {
  /** `g-` and six hexadecimal digits, of the path, the transition and the rules; not of counts or values. */
  readonly id: string;
  /** The whole digest that `id` begins with. */
  readonly fingerprint: string;
  readonly path: string;
  readonly transition: string;
  readonly kind: "grant" | "lockout" | "error" | "other";
  /** The answers of the smallest witness. */
  readonly from: ShownAnswer;
  readonly to: ShownAnswer;
  readonly count: number;
  /** Part of the decisions in scope on this path, between 0 and 1. */
  readonly share: number;
  /** `generated`: found by a search, and not in recorded decisions; its `count` is 0. */
  readonly origin: "recorded" | "generated";
  /** Reviewed beforehand in `.bylaw/expected.json`; null when not. */
  readonly expected: GroupExpectation | null;
  /** Whether the older report has this group; null when none was given. */
  readonly sinceLast: "new" | "same" | null;
  /** Null where both sides give the same answer, and the record another: an error. */
  readonly cause: Cause | null;
  /** Where `cause` is `data` or `both`: the changed base documents that the decision's rules mention, by JSON pointer. */
  readonly data: readonly string[];
  readonly rules: { readonly base: readonly RuleRef[]; readonly head: readonly RuleRef[] };
  /** Input paths whose values tell these events from the unchanged ones, the best first. */
  readonly where: readonly Where[];
  /** How many principals, and resources among what the policies read; null when no usual place names one. */
  readonly distinct: { readonly principal: number | null; readonly resource: number | null };
  /** Whether `distinct` stopped counting at a bound. */
  readonly approximate: boolean;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** Differences inside set and object answers of the smallest witness. */
  readonly changes: readonly AnswerChange[];
  /** The smallest witness first. */
  readonly examples: readonly Example[];
  /** Of a generated group: an input as simple as it can be. */
  readonly witness?: Witness;
}

export interface Witness {
  readonly input: Shown;
  /** The time of the decision, ISO 8601 in UTC; null when the decision does not ask for it. */
  readonly now: string | null;
}

/** What was accepted of a group. Only `covered` keeps it from tripping the gate. */
export interface GroupExpectation {
  readonly status: "covered" | "overMaximum" | "expired";
  readonly maximum: number;
  readonly reason: string;
  /** The last day on which it holds, in UTC; null when it does not end. */
  readonly expires: string | null;
  readonly acceptedBy: string;
}

export interface ExpectedSummary {
  readonly file: string;
  /** How many changes the file expects. */
  readonly changes: number;
  /** Expectations that no group of the report meets. */
  readonly unmatched: readonly UnmatchedExpectation[];
}

export interface UnmatchedExpectation {
  readonly group: string;
  readonly path: string;
  readonly transition: string;
  /** `describedOtherwise`: the group is there, but its path, transition or rules are not what the file says. */
  readonly why: "absent" | "describedOtherwise";
  readonly maximum: number;
  readonly reason: string;
  readonly expires: string | null;
  readonly expired: boolean;
  readonly acceptedBy: string;
}

export interface SinceLast {
  /** Of the older report. */
  readonly generatedAt: string;
  readonly head: string;
  /** How many groups the older report does not have. */
  readonly new: number;
  /** The groups that only the older report has. */
  readonly gone: readonly {
    readonly id: string;
    readonly path: string;
    readonly transition: string;
    readonly count: number;
  }[];
}

export interface RuleRef {
  readonly name: string;
  readonly file: string;
  readonly row: number;
  /** The last row; `row` for a rule that was compiled from something else. */
  readonly endRow: number;
  /** Compared with the other side by its text. */
  readonly status: "same" | "changed" | "new" | "removed";
}

export interface Where {
  /** `input.attributes.request.http.method` */
  readonly path: string;
  readonly distinct: number;
  /** Part of the unchanged events on this decision that have none of this group's values here, between 0 and 1. */
  readonly separates: number;
  readonly values: readonly { readonly value: Shown; readonly count: number }[];
  /** Events whose value is not among `values`. */
  readonly otherCount: number;
}

export interface AnswerChange {
  readonly op: "add" | "remove" | "replace";
  /** A JSON pointer into the answer; for sets, the pointer of the set. */
  readonly path: string;
  readonly base?: Shown;
  readonly head?: Shown;
}

export interface Example {
  /** Null when the event carries none. */
  readonly decision_id: string | null;
  readonly timestamp: string | null;
  readonly source: { readonly file: string; readonly position: number };
}

export type IndeterminateReason =
  | "input"
  | "partialEvaluation"
  | "notInCorpus"
  | "masked"
  | "nondeterministic"
  | "unsupportedBuiltin"
  | "notReproduced";

/** What became of the events of one hour. */
export interface HourRow {
  /** `2026-11-23T09` in UTC; empty for events without a time, and those before the 2,200 latest hours. */
  readonly hour: string;
  readonly events: number;
  /** By the kind of change; the rest of the events stay as they are. */
  readonly grant: number;
  readonly lockout: number;
  readonly error: number;
  readonly other: number;
  readonly notCompared: number;
}

export interface IndeterminateRow {
  readonly reason: IndeterminateReason;
  /** The masked fields, those that a corpus lacks, or the builtins that the answer may depend on. */
  readonly paths: readonly string[];
  readonly count: number;
  readonly remedy: string;
  readonly example: Example;
}

export interface MismatchRow {
  /** `bundle=revision`, joined by commas; empty when the events name none. */
  readonly revision: string;
  /** `2026-11-23T09` in UTC; empty when the event carries no timestamp. */
  readonly hour: string;
  readonly count: number;
}

export interface ErrorRow {
  readonly side: "recorded" | "base" | "head";
  /** OPA's code, such as `eval_conflict_error`; empty when the record has none. */
  readonly code: string;
  readonly transition: string;
  readonly count: number;
  readonly example: Example;
}

export interface RuleRow {
  readonly name: string;
  readonly file: string;
  readonly row: number;
  readonly endRow: number;
  readonly change: "new" | "removed" | "changed";
  /** Compared events in which this rule succeeded, by side; both 0 when no recorded decision reached it. */
  readonly recorded: { readonly base: number; readonly head: number };
  /** Generated inputs with which this rule succeeded. */
  readonly generated: number;
  /**
   * In how many tests this rule succeeded, of head's tests, or of base's for a rule that was removed; with a coverage
   * file, as often as it says. Absent where no tests tell.
   */
  readonly tests?: number;
  /** What generated inputs show that this rule has a part in; absent without a search. */
  readonly found?: readonly Group["kind"][];
}

export interface Gate {
  readonly failOn: readonly FailOn[];
  readonly tripped: readonly FailOn[];
  /** Events that change and that no expectation covers, by the kind of change; what `failOn` looks at. */
  readonly unexpected: Readonly<Record<Group["kind"], number>>;
  readonly minComparable: number;
  /** Part of `events` that could be compared (unchanged, changed or error), between 0 and 1; 0 without events. */
  readonly comparable: number;
  /** False when less than `minComparable` could be compared, or no event was in scope. */
  readonly reliable: boolean;
  /** 0 clean, 1 the gate tripped, 2 not to be relied on. */
  readonly exitCode: 0 | 1 | 2;
}

export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly count: number;
}
