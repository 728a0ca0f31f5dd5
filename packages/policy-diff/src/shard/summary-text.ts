import type { Json } from "@bylaw/engine";
import { parseJson, stringifyJson } from "@bylaw/engine/values";
import type { ComparisonSummary } from "../comparison.ts";
import { DiffFailed } from "../failure.ts";
import { isObject } from "../json-value.ts";
import type { ReplayedEvent } from "../replay/replay-batch.ts";
import type { ShardSummary } from "./shard.ts";

/** Grows with each change of what is in a summary; another version is refused. */
export const summaryVersion = 6;

/** A summary as one line of JSON. It holds recorded values. */
export function summaryText(summary: ShardSummary): string {
  const { comparison } = summary;
  const { ids } = comparison;
  const words = Buffer.from(ids.words.buffer, ids.words.byteOffset, ids.words.byteLength).toString("base64");
  const plain = {
    version: summaryVersion,
    ...summary,
    comparison: { ...comparison, ids: { ...ids, words } },
  };
  return stringifyJson(plain as unknown as Json);
}

/** @throws DiffFailed `summaryInvalid` when the text is none of ours */
export function summaryOf(text: string): ShardSummary {
  const document = parsed(text);
  const comparison = isObject(document) ? document.comparison : undefined;
  const ids = isObject(comparison) ? comparison.ids : undefined;
  if (!isObject(document) || document.version !== summaryVersion || !isObject(comparison) || !isObject(ids))
    throw invalid();
  const bytes = Buffer.from(String(ids.words), "base64");
  const words = new Uint32Array(bytes.length / 4);
  for (let at = 0; at < words.length; at++) words[at] = bytes.readUInt32LE(at * 4);
  // Written by this program, under this version.
  return { ...document, comparison: { ...comparison, ids: { ...ids, words } } } as unknown as ShardSummary;
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    throw invalid();
  }
}

function invalid(): DiffFailed {
  return new DiffFailed(
    "summaryInvalid",
    `not a summary of this version (${summaryVersion}); make it again with bylaw diff map`,
  );
}

/** The same without the inputs of the events whose answers were confirmed. */
export function withoutInputs(summary: ShardSummary): ShardSummary {
  const { comparison } = summary;
  const groups = comparison.groups.groups.map((group) => ({
    ...group,
    witnesses: group.witnesses.map(bare),
  }));
  const unchanged = comparison.unchanged.map(({ hash, item }) => ({ hash, item: bare(item) }));
  const kept: ComparisonSummary = { ...comparison, groups: { ...comparison.groups, groups }, unchanged };
  return { ...summary, comparison: kept };
}

function bare(replayed: ReplayedEvent): ReplayedEvent {
  const { event } = replayed;
  const input = event.input.kind === "given" ? { kind: "given" as const, value: null } : event.input;
  return { ...replayed, event: { ...event, input, recordedBuiltins: {}, ruleLabels: [], labels: {} } };
}
