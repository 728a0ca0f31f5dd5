import type { Json } from "@bylaw/engine";
import { type Benchmark, defaultNow } from "../benchmark.ts";

/** A large policy, made by code: the same text and inputs every time. */
export interface LargePolicy {
  readonly name: string;
  readonly about: string;
  /** Makes the policy; its package is `bench`, its decision `bench/` and this rule. */
  make(): {
    readonly rego: string;
    readonly rule: string;
    readonly data?: Json;
    readonly inputs: readonly Json[];
  };
}

export function benchmarkOf({ name, about, make }: LargePolicy): Benchmark {
  const { rego, rule, data, inputs } = make();
  return {
    name,
    group: "large",
    about,
    source: { modules: { [`${name}.rego`]: rego }, ...(data === undefined ? {} : { data }) },
    decision: `bench/${rule}`,
    inputs,
    now: defaultNow,
  };
}

/** The whole numbers from 0 up to but not including `count`, each made into something. */
export function each<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
