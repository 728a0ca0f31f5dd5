import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CompiledPolicy } from "@bylaw/compiler";
import type { Json } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { wellTyped } from "@bylaw/test-runner";
import fc from "fast-check";
import { defaultNow } from "../benchmark.ts";

/** What an example's policy is asked about. */
export interface ExampleInputs {
  readonly inputs: readonly Json[];
  readonly now: bigint;
}

const maxInputs = 64;

/**
 * The inputs of an example: the recorded decisions that are for this policy, else the files of `inputs/`, else
 * generated ones, the same every time.
 *
 * @param folder of the example
 */
export function exampleInputs(folder: string, policy: CompiledPolicy): ExampleInputs {
  const recorded = filesBelow(join(folder, "decisions"), ".ndjson").flatMap((file) =>
    recordedInputs(file, policy),
  );
  if (recorded.length > 0) {
    const now = recorded.find((event) => event.now !== undefined)?.now ?? defaultNow;
    return { inputs: recorded.slice(0, maxInputs).map(({ input }) => input), now };
  }
  const given = filesBelow(join(folder, "inputs"), ".json").map((file) =>
    parseJson(readFileSync(file, "utf8")),
  );
  if (given.length > 0) return { inputs: given.slice(0, maxInputs), now: defaultNow };
  const generated = fc.sample(wellTyped(policy.input, policy.comparedLiterals), {
    seed: 1,
    numRuns: maxInputs,
  });
  return { inputs: generated, now: defaultNow };
}

interface RecordedInput {
  readonly input: Json;
  readonly now: bigint | undefined;
}

function recordedInputs(file: string, { entrypoint }: CompiledPolicy): readonly RecordedInput[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line): readonly RecordedInput[] => {
    if (line.trim() === "") return [];
    const event = parseJson(line);
    // An input from which something was taken out is another input.
    if (at(event, "path") !== entrypoint || at(event, "erased") !== undefined) return [];
    const input = at(event, "input");
    const now = at(at(at(event, "nd_builtin_cache"), "time.now_ns"), "[]");
    return input === undefined ? [] : [{ input, now: typeof now === "bigint" ? now : undefined }];
  });
}

function at(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
    return undefined;
  return (value as { readonly [key: string]: Json })[key];
}

function filesBelow(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}
