import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  buildPlan,
  type Json,
  type JsonObject,
  planEvaluator,
  type Query,
  type UnknownField,
  type UnknownQuery,
  unknownEvaluator,
} from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { pinnedOpa } from "../pinned-opa.ts";

/** Recorded decisions with the outcome of an independent replay. Users of the project do not have them. */
const folder = new URL("../../../../../shared/data/", import.meta.url).pathname;

export const present = existsSync(folder);

export type RecordingName = "api-jwt" | "envoy-istio" | "admission";

const entrypointsOf: Readonly<Record<RecordingName, readonly string[]>> = {
  "api-jwt": ["authz/api/allow", "authz/api/decision", "authz/api/limit"],
  "envoy-istio": ["istio/authz/allow", "istio/authz/decision"],
  admission: ["kubernetes/admission/deny", "system/main"],
};

/** A policy of a recording, for both kinds of questions. */
export interface Side {
  readonly text: string;
  readonly decide: ReturnType<typeof unknownEvaluator>;
  readonly evaluate: ReturnType<typeof planEvaluator>;
}

export interface RecordedDecision {
  readonly id: string;
  readonly query: Query;
  /** What a mask removed or replaced. */
  readonly masked: readonly UnknownField[];
}

/** One decision of `truth.json`; answers are as its README describes. */
export interface Truth {
  readonly class: "unchanged" | "changed" | "indeterminate" | "error";
  readonly reason?: string;
  readonly base?: unknown;
  readonly head?: unknown;
  readonly masked_paths?: readonly string[];
  readonly missing_builtins?: readonly string[];
}

export interface Recording {
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly decisions: readonly RecordedDecision[];
  readonly truth: ReadonlyMap<string, Truth>;
}

export async function readRecording(name: RecordingName): Promise<Recording> {
  const file = (one: string) => readFileSync(join(folder, name, one), "utf8");
  const data = existsSync(join(folder, name, "data.json")) ? parseJson(file("data.json")) : {};
  const entrypoints = entrypointsOf[name];
  const sideOf = async (side: string): Promise<Side> => {
    const text = file(`${side}.rego`);
    const main = name === "admission" ? { "main.rego": file("main.rego") } : {};
    const modules = { "policy.rego": text, ...main };
    const { artefact = "{}" } = await buildPlan(await pinnedOpa(), { modules }, { entrypoints });
    return { text, decide: unknownEvaluator(artefact, data), evaluate: planEvaluator(artefact, data) };
  };
  const { files } = JSON.parse(file("truth.json")) as {
    readonly files: Readonly<
      Record<string, { readonly decisions: readonly (Truth & { readonly decision_id: string })[] }>
    >;
  };
  const truths = Object.values(files).flatMap(({ decisions }) => decisions);
  return {
    sides: { base: await sideOf("base"), head: await sideOf("head") },
    decisions: [...eventsOfLines(file("decisions.ndjson")), ...uploadedEvents(join(folder, name))].flatMap(
      (event) => decisionOf(event, entrypoints),
    ),
    truth: new Map(truths.map((one) => [one.decision_id, one])),
  };
}

function eventsOfLines(text: string): readonly JsonObject[] {
  return text
    .split("\n")
    .filter((line) => line.includes('"decision_id"'))
    .map(eventOf);
}

/** Batches as OPA uploads them: arrays, packed. */
function uploadedEvents(path: string): readonly JsonObject[] {
  const names = readdirSync(path).filter((name) => name.endsWith(".json.gz"));
  return names.flatMap(
    (name) => parseJson(gunzipSync(readFileSync(join(path, name))).toString()) as unknown as JsonObject[],
  );
}

function decisionOf(event: JsonObject, entrypoints: readonly string[]): readonly RecordedDecision[] {
  const { decision_id: id, path, input } = event;
  if (typeof id !== "string" || typeof path !== "string" || !entrypoints.includes(path)) return [];
  // A request that could not be parsed is not one that had null for an input.
  if (input === null) return [];
  const masked = [event.erased, event.masked].flatMap((pointers) =>
    (Array.isArray(pointers) ? pointers : [])
      .map((pointer: Json) => String(pointer))
      .filter((pointer) => pointer.startsWith("/input"))
      .map((pointer): UnknownField => ({ pointer, mayBeAbsent: true })),
  );
  const recordedBuiltins = (event.nd_builtin_cache ?? {}) as NonNullable<Query["recordedBuiltins"]>;
  return [{ id, query: { path, recordedBuiltins, ...(input === undefined ? {} : { input }) }, masked }];
}

function eventOf(line: string): JsonObject {
  try {
    const event = parseJson(line);
    return typeof event === "object" && event !== null && !Array.isArray(event) ? (event as JsonObject) : {};
  } catch {
    return {};
  }
}

export function unknownQuery({ query, masked }: RecordedDecision): UnknownQuery {
  return { ...query, unknown: masked, unknownBuiltins: true };
}
