import { comprehensions } from "./comprehensions.ts";
import { dataIteration } from "./data-iteration.ts";
import { dataLookup } from "./data-lookup.ts";
import { kubernetesPods } from "./kubernetes-pods.ts";
import type { LargePolicy } from "./large-policy.ts";
import { nestedIteration } from "./nested-iteration.ts";
import { rulesEqual } from "./rules-equal.ts";
import { rulesMixed } from "./rules-mixed.ts";
import { strings } from "./strings.ts";

export { benchmarkOf, type LargePolicy } from "./large-policy.ts";

/** A new one is a file in this folder and a row here. */
export const largePolicies: readonly LargePolicy[] = [
  rulesEqual,
  rulesMixed,
  dataLookup,
  dataIteration,
  nestedIteration,
  comprehensions,
  strings,
  kubernetesPods,
];
