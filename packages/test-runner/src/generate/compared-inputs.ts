import type { ComparedLiteral, CompiledPolicy } from "@bylaw/compiler";
import { shapeOf } from "@bylaw/dsl/schema";
import type { Json } from "@bylaw/engine";
import { firstNow, type InputSource } from "@bylaw/search";
import fc from "fast-check";
import { anyTime, policyQuestions } from "./questions.ts";
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
  /** Its base documents. */
  readonly data?: Json;
}

/** Most inputs with something wrong in them are denied by both sides. */
const malformed = 0.1;

/** Builtins that read texts as times. */
const readsTimes = ["parse_rfc3339_ns", "parse_ns"];
/** Texts of times near the clock from which a search begins. */
const timesNear = [0, -60, 3_600].map((seconds) =>
  new Date(Number(firstNow / 1_000_000n) + seconds * 1_000).toISOString(),
);

/** Times in a policy and its data are mostly near the clock from which a search begins. */
const times = fc.oneof(fc.constant(firstNow), anyTime);

/**
 * Inputs as those who ask two policies make them: of the schema of either, where it is TypeScript; of Rego as who asks
 * it can be told by what it reads. What one compares with is tried on both.
 *
 * @param seed the same seed gives the same inputs
 * @returns undefined when nobody can tell what inputs look like
 */
export function comparedInputs(policies: readonly ComparedPolicy[], seed: number): InputSource | undefined {
  const known = policies.flatMap((policy) => policy.declared ?? recognisedInput(policy) ?? []);
  const reads = known.flatMap((policy) => policy.reads);
  const literals = known.flatMap((policy) => policy.comparedLiterals);
  const documented = policies.flatMap(({ data }) => (data === undefined ? [] : textsIn(data)));
  const texts = [...new Set(policies.flatMap((policy) => [...policy.texts]))];
  const asked = readsTimes.some((name) => texts.includes(name)) ? timesNear : [];
  const comparedLiterals = [...literals, ...lookedUp(reads, literals, [...asked, ...documented], texts)];
  const inputs = new Map(
    known.map(({ kind, input }) => [JSON.stringify([kind, input]), { kind, input }] as const),
  );
  if (inputs.size === 0) return undefined;
  const shapes = [...inputs.values()].map(({ kind, input }) => ({ kind, input, shape: shapeOf(input) }));
  const questions = shapes.map(({ kind, ...declared }) =>
    policyQuestions(declared, { kind, comparedLiterals, reads, texts }, { malformed, times }),
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

const mostTexts = 40;
/** Kubernetes' quantities, where containers ask for something. */
const quantities = ["100m", "1", "1Gi", "16Gi"];
const quantity = /^\d+(m|k|[KMGT]i?)?$/;

/** What stands at places that are read and compared with no literal: base documents are looked into with such texts. */
function lookedUp(
  reads: readonly ComparedLiteral["path"][],
  literals: readonly ComparedLiteral[],
  documented: readonly string[],
  own: readonly string[],
): readonly ComparedLiteral[] {
  const texts = [...new Set(documented)].slice(0, mostTexts);
  const amounts = [...quantities, ...own.filter((text) => quantity.test(text)).slice(0, mostTexts)];
  const compared = new Set(literals.map(({ path }) => JSON.stringify(path)));
  const places = new Map(reads.map((path) => [JSON.stringify(path), path] as const));
  const above = new Set(reads.map((path) => JSON.stringify(path.slice(0, -1))));
  return [...places].flatMap(([key, path]) => {
    if (above.has(key) || compared.has(key)) return [];
    const isAmount = path.at(-2) === "requests" || path.at(-2) === "limits";
    return (isAmount ? amounts : texts).map((value) => ({ path, value, relation: "equals" as const }));
  });
}

function textsIn(data: Json): readonly string[] {
  const found: string[] = [];
  const waiting: Json[] = [data];
  for (let index = 0; index < waiting.length && found.length < mostTexts; index++) {
    const value = waiting[index];
    if (typeof value === "string") found.push(value);
    else if (typeof value === "object" && value !== null) {
      if (!Array.isArray(value)) found.push(...Object.keys(value));
      waiting.push(...Object.values(value));
    }
  }
  return found;
}
