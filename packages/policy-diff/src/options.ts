import type { Engine, OpaBinary, PolicySource } from "@bylaw/engine";
import type { Explanation } from "./explain/explanation.ts";
import type { FailOn, OnError, Polarity } from "./report/report.ts";
import type { Row } from "./report/row.ts";
import type { MakeInputs } from "./search/side-input.ts";
import type { SidesOptions } from "./side/sides-options.ts";
import type { RunRegoTests } from "./tests/rule-tests.ts";

/** What `diff` compares, over which recorded decisions. */
export interface DiffOptions extends SidesOptions {
  /** Decision logs: files, folders (read whole), globs, or `-` for `stdin`. May be empty when a search is asked for. */
  readonly decisions: readonly string[];
  /** What `-` reads; `process.stdin` when absent. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  /** What relative paths start from; the working directory when absent. */
  readonly cwd?: string;
  /** The engine that replays; `javascript` when absent. What is printed is always confirmed by `opa`. */
  readonly engine?: Engine["name"];
  /**
   * What tells the time of a decision that asks for it: the record alone (the default), or else, where both sides answer
   * alike from a second before it on, the event's timestamp.
   */
  readonly clock?: "recorded" | "timestamp";
  /** Another way to make engines, for tests. */
  readonly createEngine?: (source: PolicySource, entrypoints: readonly string[]) => Promise<Engine>;
  /** How many threads compare; as many as the machine has cores when absent. The report is the same for any number. */
  readonly workers?: number;
  /** About how many bytes of a large plain file one thread takes at a time; from 64 to 256 MiB, by its size, when absent. */
  readonly shardBytes?: number;
  /**
   * A folder where finished parts of the log are kept, so that a run that was ended goes on from there. It holds
   * recorded values.
   */
  readonly resume?: string;
  /** The OPA to use; found or installed when absent. */
  readonly opa?: OpaBinary;
  /** Only these decision paths (`istio/authz/allow`); all when absent or empty. */
  readonly paths?: readonly string[];
  /** Only events that carry all of these labels of OPA's configuration. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The part of the decisions to read, over 0 and up to 1, chosen by decision id; all when absent. */
  readonly sample?: number;
  /** How many events to read at most; all when absent. */
  readonly limit?: number;
  /** JSON pointers, such as `/payload/line`, to what a log pipeline wrapped and the table of envelopes does not know. */
  readonly unwrap?: readonly string[];
  /** Only events recorded at or after, and before. */
  readonly since?: Date;
  readonly until?: Date;
  /** Decision path → polarity, where the inferred one is wrong. */
  readonly polarity?: Readonly<Record<string, Polarity>>;
  /**
   * A file of changes that were accepted, such as `.bylaw/expected.json`; none when absent. It is read as it is, since
   * a pull request brings its own acceptances, to be reviewed in it.
   */
  readonly expected?: string;
  /** An older JSON report, to say which groups are new and which are gone; none when absent. */
  readonly sinceReport?: string;
  /**
   * JSON pointers such as `/input/user/email` to places of the input whose texts, numbers and truth values are shown
   * whatever they are; none when absent. For reports that only those read who may see these.
   */
  readonly reveal?: readonly string[];
  /** What trips the gate, where no accepted change covers it. None when absent. */
  readonly failOn?: readonly FailOn[];
  /**
   * What becomes of a request whose decision is an error: `deny` when absent, as everything that enforces decisions
   * should have it. With `allow`, as under Envoy's `failure_mode_allow: true`, deny to error is a grant.
   */
  readonly onError?: OnError;
  /** The part of the events, between 0 and 1, that must be comparable; 0.95 when absent. */
  readonly minComparable?: number;
  /** How many unchanged events `opa` decides again; 200 when absent. */
  readonly confirmSample?: number;
  /** Generates inputs on which the sides differ, for so long or so many; none when absent. */
  readonly search?: {
    readonly seconds?: number;
    readonly inputs?: number;
    /** The same seed and number of inputs find the same; 1 when absent. */
    readonly seed?: number;
    /** What counts seconds, such as processor time; the time that passes when absent. */
    readonly clock?: () => number;
    /** Makes inputs of what the sides declare or read; without it a search begins with `{}` and the record. */
    readonly makeInputs?: MakeInputs;
    /** Whether to end with the first input with another verdict, instead of going on; false when absent. */
    readonly untilVerdict?: boolean;
  };
  /**
   * Tests of head that do not lie by its policy: files and folders of Rego, which are run, or coverage files that a test
   * run wrote (lcov, or JSON of `bylaw test`), which are read.
   */
  readonly tests?: readonly string[];
  /** Runs tests in Rego, those beside the policies as well; none are run when absent. */
  readonly runTests?: RunRegoTests;
  /** Called once for each event read, in order. */
  readonly onRow?: (row: Row) => void | Promise<void>;
  /** Whether rows carry recorded, base and head answers in clear; withheld when absent. */
  readonly rowsValues?: boolean;
  /** Called once, before the report is returned, with what led to its examples. Costs a build of each side. */
  readonly onExplanation?: (explanation: Explanation) => void;
  readonly onProgress?: (progress: DiffProgress) => void;
  /** The time written into the report; now when absent. */
  readonly generatedAt?: Date;
  readonly signal?: AbortSignal;
}

/** How far a run is. */
export interface DiffProgress {
  readonly stage: "prepare" | "read" | "search" | "confirm" | "report";
  /** Read so far; of a search, the inputs that were tried. */
  readonly events: number;
  readonly files: { readonly done: number; readonly total: number };
  /** Stored bytes, read and in all; the total is null while a stream of unknown size is read. */
  readonly bytes: { readonly done: number; readonly total: number | null };
}
