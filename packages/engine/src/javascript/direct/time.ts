import { clock, weekday } from "../../builtins/time.ts";
import { isArray, type Value } from "../../values/value.ts";
import type { Direct } from "./direct.ts";

function inZone(compute: (ns: bigint, zone: string) => Value): Direct {
  return (general) => (instant) => {
    if (!isArray(instant) || instant.length !== 2) return general([instant]);
    const [ns, zone] = instant;
    if (typeof ns !== "bigint" || typeof zone !== "string") return general([instant]);
    try {
      return compute(ns, zone);
    } catch {
      // It says what is wrong.
      return general([instant]);
    }
  };
}

export const timeCalls: ReadonlyMap<string, Direct> = new Map([
  ["time.clock", inZone(clock)],
  ["time.weekday", inZone(weekday)],
]);
