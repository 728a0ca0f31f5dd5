import { hash } from "node:crypto";
import type { Json, JsonObject } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { canonical } from "../event/answer.ts";
import { DecisionIds } from "../event/decision-ids.ts";
import { normaliseEvent } from "../event/normalise.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import { DiffFailed } from "../failure.ts";
import { isArray, isObject } from "../json-value.ts";
import { hourOf } from "../report/hours.ts";
import { type CorpusHeader, corpusLine, headerLine } from "./corpus-file.ts";
import { type KeptPlace, keptOf } from "./kept-places.ts";
import type { StandIns } from "./stand-ins.ts";
import { withoutPlace } from "./withhold.ts";

/** Collects what a corpus keeps of events. */
export interface Distillation {
  unreadable(): void;
  /** @param isWanted whether an event is to be counted; one that is not is as if it was never logged */
  add(document: JsonObject, size: number, isWanted: (event: RecordedEvent) => boolean): void;
  readonly counts: { readonly events: number; readonly kinds: number; readonly duplicate: number };
  /** The lines of the corpus; events in the order in which the first of their kind was met. */
  lines(
    about: Pick<CorpusHeader, "policies" | "reads" | "packageReads" | "places" | "standIns" | "reviews">,
  ): Generator<string>;
}

interface Kind {
  readonly ofPackage: boolean;
  readonly replaced: readonly number[];
  size: number;
  times: number;
  firstSeen: string | null;
  lastSeen: string | null;
  readonly hours: Map<string, number>;
}

const maxKinds = 2_000_000;
/** Of what is kept of all kinds, as text. */
const maxCharacters = 400_000_000;

/** What is kept of events at a decision path. */
export interface KeptAt {
  readonly kept: KeptPlace;
  readonly ofPackage: boolean;
  /** Undefined where each value is kept as it is. */
  readonly standIns: StandIns | undefined;
}

/**
 * @param asKept an event in the form in which it is kept
 * @param keptAt which places of the input are kept at a decision path; empty for an event without one
 * @param withheld pointers to what is erased of each event
 */
export function createDistillation(
  asKept: (document: JsonObject) => JsonObject,
  keptAt: (path: string) => KeptAt,
  withheld: readonly string[],
): Distillation {
  const kinds = new Map<string, Kind>();
  const ids = new DecisionIds();
  let duplicate = 0;
  let unreadable = 0;
  let events = 0;
  let characters = 0;
  return {
    unreadable: () => {
      unreadable++;
    },
    add: (document, size, isWanted) => {
      const event = normaliseEvent(document, size, { file: "", position: 0 });
      if (!isWanted(event)) return;
      if (event.decisionId !== null && ids.add(event.decisionId)) {
        duplicate++;
        return;
      }
      events++;
      const { kept, ofPackage, standIns } = keptAt(event.asked.kind === "query" ? "" : event.asked.path);
      const whole = keptOfEvent(asKept(withheld.reduce(withoutPlace, document)), event, kept);
      const { input, replaced } = standIns?.replace(whole.input ?? null) ?? {
        input: undefined,
        replaced: [],
      };
      const text = canonical(replaced.length === 0 || input === undefined ? whole : { ...whole, input });
      const kind = kinds.get(text) ?? newKind(size, ofPackage, replaced);
      if (kind.times === 0) {
        characters += text.length;
        if (kinds.size >= maxKinds || characters > maxCharacters) throw tooMany(kinds.size);
        kinds.set(text, kind);
      }
      count(kind, event, size);
    },
    get counts() {
      return { events, kinds: kinds.size, duplicate };
    },
    *lines(about) {
      yield headerLine({ ...about, withheld, duplicate, unreadable, kinds: kinds.size });
      for (const [text, kind] of kinds) yield lineOf(text, kind);
    },
  };
}

function newKind(size: number, ofPackage: boolean, replaced: readonly number[]): Kind {
  return { ofPackage, replaced, size, times: 0, firstSeen: null, lastSeen: null, hours: new Map() };
}

function count(kind: Kind, { timestamp }: RecordedEvent, size: number): void {
  kind.times++;
  kind.size = Math.min(kind.size, size);
  const hour = hourOf(timestamp);
  kind.hours.set(hour, (kind.hours.get(hour) ?? 0) + 1);
  if (timestamp === null) return;
  if (kind.firstSeen === null || timestamp < kind.firstSeen) kind.firstSeen = timestamp;
  if (kind.lastSeen === null || timestamp > kind.lastSeen) kind.lastSeen = timestamp;
}

function tooMany(kinds: number): DiffFailed {
  return new DiffFailed(
    "optionInvalid",
    `more than ${kinds} distinct events are too many for a corpus: choose fewer with since, until, path or sample, or ` +
      "withhold what makes each event another, such as a request id",
  );
}

/** Its id is made from what was kept, so that it is the same in each corpus. */
function lineOf(
  text: string,
  { ofPackage, replaced, size, times, firstSeen, lastSeen, hours }: Kind,
): string {
  const digest = hash("sha256", text, "hex");
  const id = [8, 12, 16, 20, 32].map((end, index, ends) => digest.slice(ends[index - 1] ?? 0, end)).join("-");
  const kept = parseJson(text);
  const event = {
    ...(isObject(kept) ? kept : {}),
    decision_id: id,
    ...(firstSeen === null ? {} : { timestamp: firstSeen }),
  };
  const byHour = [...hours].sort(([a], [b]) => (a < b ? -1 : 1));
  return corpusLine({
    event,
    weight: { times, firstSeen, lastSeen, hours: byHour },
    ofPackage,
    replaced,
    size,
  });
}

/** What a decision may depend on, and what it is counted by. */
function keptOfEvent(open: JsonObject, { recorded }: RecordedEvent, kept: KeptPlace): JsonObject {
  const { custom, error, input, labels, nd_builtin_cache: cache } = open;
  const type = isObject(custom) ? custom.type : undefined;
  const version = isObject(labels) ? labels.version : undefined;
  const { bundles, erased, masked, path, query, result, revision } = open;
  return present({
    bundles,
    custom: typeof type === "string" ? { type } : undefined,
    erased: isArray(erased) ? erased.filter((pointer) => mayBeRead(pointer, kept)) : undefined,
    // Messages may quote the input.
    error: error === undefined ? undefined : recorded.kind === "error" ? { code: recorded.code } : "",
    input: input === undefined ? undefined : keptOf(input, kept),
    labels: typeof version === "string" ? { version } : undefined,
    masked,
    nd_builtin_cache: isObject(cache) && Object.keys(cache).length > 0 ? cache : undefined,
    path,
    query,
    result,
    revision,
  });
}

function present(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Whether something that was erased is at, in or around a place that is kept, or is none of the input. */
function mayBeRead(pointer: Json, kept: KeptPlace): boolean {
  if (typeof pointer !== "string" || !/^\/?input\//.test(pointer)) return true;
  let place: KeptPlace = kept;
  for (const key of pointer.replace(/^\//, "").split("/").slice(1)) {
    // Keys with escapes are read in two ways.
    if (place.whole || key.includes("~")) return true;
    const inner = place.inside.get(key);
    if (inner === undefined) return false;
    place = inner;
  }
  return true;
}
