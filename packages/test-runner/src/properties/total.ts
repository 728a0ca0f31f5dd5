import { holds, outside, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

/** Every input gets a decision: none is undefined, none ends in an error. */
export const total = readyProperty<object>(
  (): Property => ({
    name: "total",
    claim: "every input gets a decision that is defined and says yes or no",
    inputs: "any",
    check: (_, verdict) => {
      if (verdict.unavailable) return outside;
      return verdict.problem === undefined
        ? holds
        : { kind: "fails", because: `there is none: ${verdict.problem}` };
    },
  }),
);
