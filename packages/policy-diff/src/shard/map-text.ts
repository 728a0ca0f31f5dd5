import { createHash } from "node:crypto";
import type { Json, OpaBinary } from "@bylaw/engine";
import { parseJson, stringifyJson } from "@bylaw/engine/values";
import type { EffectiveSettings } from "../effective-options.ts";
import { canonical } from "../event/answer.ts";
import { DiffFailed } from "../failure.ts";
import { isObject } from "../json-value.ts";
import { identityOf, type Side } from "../side/side.ts";
import type { LogFile } from "../source/locate.ts";
import type { TestedRules } from "../tests/tested-rules.ts";
import { version } from "../version.ts";
import type { ShardSummary } from "./shard.ts";
import { summaryOf, summaryText, summaryVersion } from "./summary-text.ts";

/** What all parts that are put together must have in common, and a report needs. */
export interface MapHeader {
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly effective: EffectiveSettings;
  readonly opa: Pick<OpaBinary, "version" | "warnings">;
  readonly tests: {
    /** Of the tests that were asked. */
    readonly digest: string;
    /** What they say of the rules that this part has to do with. */
    readonly told: TestedRules;
  };
}

/** The first line: the policies, without their data, and the options. */
export function headerText({ sides, effective, opa, tests }: MapHeader): string {
  const bare = ({ tests: _, ...side }: Side) => ({ ...side, source: { modules: {} } });
  const kept = {
    sides: { base: bare(sides.base), head: bare(sides.head) },
    effective: {
      ...effective,
      decisions: [],
      workers: 1,
      shardBytes: 1,
      since: effective.since?.toISOString() ?? null,
      until: effective.until?.toISOString() ?? null,
    },
    opa: { version: opa.version, warnings: opa.warnings },
    tests,
  };
  const header = { kind: "bylaw diff map", version: summaryVersion, tool: version, digest: "", ...kept };
  const policies = [identityOf(sides.base), identityOf(sides.head)];
  const alike = [version, ...policies, kept.effective, opa.version, tests.digest];
  const digest = createHash("sha256")
    .update(stringifyJson(alike as unknown as Json))
    .digest("hex");
  return stringifyJson({ ...header, digest } as unknown as Json);
}

/** @returns the header, and a digest that is equal for parts that fit together */
export function headerOf(text: string): MapHeader & { readonly digest: string } {
  const header = documentOf(text);
  if (header.kind !== "bylaw diff map" || header.version !== summaryVersion || !isObject(header.effective))
    throw invalid();
  const { since, until } = header.effective;
  const effective = {
    ...header.effective,
    since: typeof since === "string" ? new Date(since) : undefined,
    until: typeof until === "string" ? new Date(until) : undefined,
  };
  // Written by this program, under this version.
  return { ...header, effective } as unknown as MapHeader & { readonly digest: string };
}

/** A line for each shard: where it is in the log, then what came of it. */
export function placedText({ name, range }: LogFile, summary: ShardSummary): string {
  return `${canonical({ name, start: range?.start ?? 0 })}\t${summaryText(summary)}`;
}

export interface ShardPlace {
  readonly name: string;
  readonly start: number;
}

export function placeOf(line: string): ShardPlace {
  const { name, start } = documentOf(line.slice(0, line.indexOf("\t")));
  if (typeof name !== "string" || typeof start !== "number") throw invalid();
  return { name, start };
}

export function placedSummary(line: string): ShardSummary {
  return summaryOf(line.slice(line.indexOf("\t") + 1));
}

function documentOf(text: string) {
  try {
    const document = parseJson(text);
    if (isObject(document)) return document;
  } catch {
    // Said below.
  }
  throw invalid();
}

function invalid(): DiffFailed {
  return new DiffFailed("summaryInvalid", "not a summary that this version of bylaw diff map writes");
}
