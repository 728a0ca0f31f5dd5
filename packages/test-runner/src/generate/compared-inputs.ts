import type { ComparedLiteral, CompiledPolicy } from "@bylaw/compiler";
import { shapeOf } from "@bylaw/dsl/schema";
import type { InputSource } from "@bylaw/search";
import fc from "fast-check";
import { policyQuestions } from "./questions.ts";
import { recognisedInput } from "./recognised-input.ts";
import { streamOf } from "./stream.ts";

/** What is known of the inputs of a policy that is compared with another. */
export interface ComparedPolicy {
  /** Of TypeScript. */
  readonly declared?: Pick<CompiledPolicy, "kind" | "input" | "comparedLiterals" | "reads">;
  /** Places below `input` that the text of its Rego names. */
  readonly reads: readonly (readonly string[])[];
  readonly comparedLiterals: readonly ComparedLiteral[];
  /** All texts in it, such as the names of members that it reads. */
  readonly texts: ReadonlySet<string>;
}

/** Most inputs with something wrong in them are denied by both sides. */
const malformed = 0.1;

/**
 * Inputs as those who ask two policies make them: of the schema of either, where it is TypeScript; of Rego as who asks
 * it can be told by what it reads. What one compares with is tried on both.
 *
 * @param seed the same seed gives the same inputs
 * @returns undefined when nobody can tell what inputs look like
 */
export function comparedInputs(policies: readonly ComparedPolicy[], seed: number): InputSource | undefined {
  const known = policies.flatMap((policy) => policy.declared ?? recognisedInput(policy) ?? []);
  const comparedLiterals = known.flatMap((policy) => policy.comparedLiterals);
  const reads = known.flatMap((policy) => policy.reads);
  const inputs = new Map(
    known.map(({ kind, input }) => [JSON.stringify([kind, input]), { kind, input }] as const),
  );
  if (inputs.size === 0) return undefined;
  const shapes = [...inputs.values()].map(({ kind, input }) => ({ kind, input, shape: shapeOf(input) }));
  const questions = shapes.map(({ kind, ...declared }) =>
    policyQuestions(declared, { kind, comparedLiterals, reads }, { malformed }),
  );
  const next = streamOf(fc.oneof(...questions), seed);
  return {
    next: () => {
      const { input, now } = next();
      return { input: input ?? null, now };
    },
    has: ({ input }) => shapes.some(({ shape }) => shape.is(input)),
  };
}
