/** A stretch of a source file. Lines and columns count from 1, columns in UTF-16 units; the end is behind it. */
export interface SourceRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One small mistake, made in a copy of a policy. */
export interface Mutant {
  readonly id: number;
  /** The number of the first mutant of the same place. */
  readonly site: number;
  /** For a place that is a condition: the mutant that gives it the other outcome. */
  readonly flips?: number;
  /** What kind of mistake, such as `drop a condition`. */
  readonly operator: string;
  readonly range: SourceRange;
  /** What stands there, and what would stand there instead. */
  readonly original: string;
  readonly replacement: string;
}

/** What came of a mutant. */
export type MutantStatus =
  /** A test fails with it. */
  | "killed"
  /** No test fails with it, though some input is decided differently. */
  | "survived"
  /** No test evaluates that place, and some input is decided differently, or none is known that comes there. */
  | "notCovered"
  /** Inputs come to that place, and none is decided differently: perhaps it means the same. Out of the score. */
  | "equivalent"
  /** It is no policy: it fails where the policy does not. Out of the score. */
  | "invalid"
  /** It is not on a changed line. Out of the score. */
  | "ignored";

export interface MutantResult {
  readonly mutant: Mutant;
  readonly status: MutantStatus;
  /** The test that fails, for a killed one. */
  readonly killedBy?: string;
  /** For one that survived: an input that is decided differently, as JSON text, and both answers. */
  readonly killer?: Killer;
}

/** An input on which a mutant and the policy differ. */
export interface Killer {
  readonly input: string;
  /** The data documents, for a policy that declares them. */
  readonly data?: string;
  /** Nanoseconds since 1970, for a policy that asks for the time. */
  readonly now?: string;
  readonly expected: string;
  readonly actual: string;
}

/** Percentage of the mutants in the score that are killed; 100 when there are none. */
export function scoreOf(results: readonly MutantResult[]): number {
  const count = (wanted: readonly MutantStatus[]) =>
    results.filter(({ status }) => wanted.includes(status)).length;
  const all = count(["killed", "survived", "notCovered"]);
  return all === 0 ? 100 : (100 * count(["killed"])) / all;
}
