import { holds, outside, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

/** Whoever is denied is told why: a finding has a message, a denial a rule. */
export const denyHasReason = readyProperty<object>(
  (): Property => ({
    name: "denyHasReason",
    claim: "each denial says why, with a text that is not blank",
    inputs: "any",
    check: (_, verdict) => {
      if (verdict.allow || verdict.problem !== undefined) return outside;
      return verdict.reasoned ? holds : { kind: "fails", because: "a denial says nothing" };
    },
  }),
);
