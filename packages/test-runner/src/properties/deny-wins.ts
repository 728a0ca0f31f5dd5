import { holds, outside, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

/** Whatever allows, an input for which a deny rule holds is denied. */
export const denyWins = readyProperty<object>(
  (): Property => ({
    name: "denyWins",
    claim: "an input for which a deny rule holds, or cannot read what it needs, is denied",
    inputs: "any",
    check: (_, verdict) => {
      if (verdict.deniedBy.length === 0) return outside;
      if (!verdict.allow) return holds;
      return {
        kind: "fails",
        because: `it is allowed, though ${JSON.stringify(verdict.deniedBy[0])} denies it`,
      };
    },
  }),
);
