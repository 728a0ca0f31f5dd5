/**
 * What head lets in beside base: of the recorded decisions and of the generated inputs. `otherAnswers`: the same
 * verdicts, or none that let anybody in.
 */
export type SearchVerdict =
  | "noDifferenceFound"
  | "morePermissive"
  | "lessPermissive"
  | "incomparable"
  | "otherAnswers";

/** What a search did. */
export interface SearchSummary {
  /** How many inputs were generated and decided on both sides. */
  readonly inputs: number;
  /** How many of them have no answer, because a builtin reaches outside or a bound was met. */
  readonly undecided: number;
  /** How long it took; beside `generatedAt` the only field that differs between runs on the same input. */
  readonly seconds: number;
  readonly seed: number;
  /** Groups that generated inputs show, those of recorded decisions included. */
  readonly differences: number;
  readonly verdict: SearchVerdict;
  /** By path. */
  readonly decisions: readonly {
    readonly path: string;
    readonly inputs: number;
    readonly differences: number;
    readonly verdict: SearchVerdict;
  }[];
}
