import { collectionCalls } from "./collections.ts";
import { comparisonCalls } from "./comparisons.ts";
import type { Direct } from "./direct.ts";
import { networkCalls } from "./networks.ts";
import { stringCalls } from "./strings.ts";
import { timeCalls } from "./time.ts";

export type { DirectCall } from "./direct.ts";

/** Builtins that generated code calls without a list of operands. None of them depends on the world. */
export const directBuiltins: ReadonlyMap<string, Direct> = new Map([
  ...comparisonCalls,
  ...collectionCalls,
  ...stringCalls,
  ...networkCalls,
  ...timeCalls,
]);
