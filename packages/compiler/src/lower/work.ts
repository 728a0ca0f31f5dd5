import type { FunctionDefinition } from "../ir/expression.ts";
import type { Read } from "./formula.ts";
import type { Value } from "./value.ts";

/** What evaluation carries along: the functions to inline, and how much it has done. */
export interface Work {
  readonly functions: ReadonlyMap<number, FunctionDefinition>;
  readonly constants: Map<number, Value>;
  steps: number;
  readonly numbers: Numbers;
  readonly loops: Loops;
  /** Set where what is said of a value that is one of several is said once, and not of each by itself. */
  readonly once: SaidOnce | undefined;
  /** Values that are one of several, by what they are: what is known of one is known of it wherever it is asked for. */
  readonly joined: Map<string, Read>;
  /** Whether anything was put together. */
  hasJoined: boolean;
  /** Whether anything may be one of several that would be said once, were that asked for. */
  mayBeSaidOnce: boolean;
}

/** What was put together so that it is said once. */
export interface SaidOnce {
  /** Texts that are one of several, by what they are. */
  readonly texts: Map<string, Value>;
  /** Whether anything was. */
  isUsed: boolean;
}

/**
 * Whether what a loop does is said once where its list is put together from several, or for each of these; and whether
 * all else that is said of a value that is one of several is said once, too.
 */
export type Loops = "apart" | "joined" | "once";

/** The last number that a variable of the policy was given: what is said of one must not be taken for another's. */
export interface Numbers {
  last: number;
}

/** Gives numbers that no variable has yet. */
export function numbering({ numbers }: Work): () => number {
  return () => {
    numbers.last += 1;
    return numbers.last;
  };
}
