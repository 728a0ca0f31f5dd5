import type { MutantResult } from "./mutant.ts";

/** A source file that has mutants. */
export interface MutatedModule {
  readonly name: string;
  readonly text: string;
  readonly language: "typescript" | "rego";
}

/** What came of all mutants of a policy. */
export interface MutationReport {
  readonly modules: readonly MutatedModule[];
  readonly results: readonly MutantResult[];
  /** How many questions and claims the tests have. */
  readonly questions: number;
  readonly claims: number;
  /** Tests with a claim that does not hold of the policy as it is; such claims count for nothing. */
  readonly unfounded: readonly string[];
  /** Milliseconds of processor time that trying all mutants took; compiling, and searching for inputs, not counted. */
  readonly duration: number;
  /** How many mutants were tried. */
  readonly tried: number;
}
