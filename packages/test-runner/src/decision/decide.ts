import type { DecideOptions, Decision } from "@bylaw/dsl";
import { type Engine, findOpa, type Json } from "@bylaw/engine";
import { record } from "../recording/recorder.ts";
import { artefactOf } from "./artefact.ts";
import { type CompiledDecisions, compiledDecisions } from "./compiled-decisions.ts";

export interface CompiledDecideOptions extends Pick<DecideOptions, "data" | "now"> {
  /** `opa-wasm` when absent: it runs within the process. */
  readonly engine?: Engine["name"];
}

// An engine takes longer to set up than to ask, and its policy is part of the key: the two live as long.
const engines = new WeakMap<object, Map<string, Promise<CompiledDecisions>>>();

/**
 * Decides as production will: with the Rego that the policy was compiled to, on a real engine.
 *
 * @param policy imported through the vitest plugin
 * @param input as JSON has it
 * @throws {Error} when the engine gives no decision
 */
export async function decide(
  policy: object,
  input: unknown,
  options: CompiledDecideOptions = {},
): Promise<Decision> {
  const { now, data } = options;
  record(policy, { now: nanoseconds(now), ...jsonParts({ input, data }) }, { kind: "answer" });
  return decideCompiled(policy, input, options);
}

/** The parts of a question that are there. */
export function jsonParts(parts: { readonly input: unknown; readonly data: unknown }): {
  readonly input?: Json;
  readonly data?: Json;
} {
  const { input, data } = parts;
  return {
    ...(input === undefined ? {} : { input: input as Json }),
    ...(data === undefined ? {} : { data: data as Json }),
  };
}

/** As {@link decide}, for callers that say themselves what they claim of the answer. */
export async function decideCompiled(
  policy: object,
  input: unknown,
  options: CompiledDecideOptions = {},
): Promise<Decision> {
  const compiled = await engineFor(policy, options.engine ?? "opa-wasm");
  const { data, now } = options;
  const [answer] = await compiled.decide([
    {
      input: input as Json,
      now: nanoseconds(now),
      ...(data === undefined ? {} : { data: data as Json }),
    },
  ]);
  if (answer?.kind === "decision") return answer.decision;
  throw new Error(`${compiled.name} gives no decision: ${answer?.message ?? "no answer"}`);
}

function engineFor(policy: object, name: Engine["name"]): Promise<CompiledDecisions> {
  const known = engines.get(policy) ?? new Map<string, Promise<CompiledDecisions>>();
  engines.set(policy, known);
  const engine =
    known.get(name) ?? findOpa().then((opa) => compiledDecisions(artefactOf(policy), name, { opa }));
  known.set(name, engine);
  return engine;
}

/** The clock in nanoseconds since 1970; when absent that of the plugin's option `now`, else the system's. */
export function nanoseconds(now: Date | bigint | undefined): bigint {
  if (typeof now === "bigint") return now;
  const fixed = process.env.BYLAW_NOW;
  return BigInt((now ?? (fixed === undefined ? new Date() : new Date(fixed))).getTime()) * 1_000_000n;
}
