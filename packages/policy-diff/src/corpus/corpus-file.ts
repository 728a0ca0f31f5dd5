import type { Json, JsonObject } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { canonical } from "../event/answer.ts";
import { isArray, isObject } from "../json-value.ts";
import type { StandInPlace } from "./stand-ins.ts";

/** Grows with each change of the layout; another version is refused. */
export const corpusVersion = 2;
const kind = "bylaw corpus";

/** The first line of a corpus. */
export interface CorpusHeader {
  /** The policies whose reads are kept. */
  readonly policies: readonly { readonly label: string; readonly digest: string }[];
  /** Places of the input that are kept with all below them. */
  readonly reads: readonly (readonly string[])[];
  /** The same for decisions that are more than a rule. */
  readonly packageReads: readonly (readonly string[])[];
  /** Places that are kept where they hold no object. */
  readonly places: readonly (readonly string[])[];
  /** Places where values were replaced by texts that stand for them. */
  readonly standIns: readonly StandInPlace[];
  /** Whether inputs are reviews as Gatekeeper hands them to Rego, and not as they were logged. */
  readonly reviews: boolean;
  /** Pointers to what was erased before it was kept. */
  readonly withheld: readonly string[];
  /** What the logs had beside the events that are kept. */
  readonly duplicate: number;
  readonly unreadable: number;
  /** How many lines follow. */
  readonly kinds: number;
}

/** Events that are alike in all that was kept of them. */
export interface CorpusLine {
  /** One event for all, as OPA would have logged it. */
  readonly event: JsonObject;
  readonly weight: EventWeight;
  /** Whether what is kept is that for packages. */
  readonly ofPackage: boolean;
  /** The places, by their number in the header, at which this event has such a text. */
  readonly replaced: readonly number[];
  /** Of the smallest event as it was logged, in bytes. */
  readonly size: number;
}

/** How many events one stands for, and when they were. */
export interface EventWeight {
  readonly times: number;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** By hour, such as `2026-11-23T09` in UTC; empty where it is not known. */
  readonly hours: readonly (readonly [string, number])[];
}

export function headerLine(header: CorpusHeader): string {
  return canonical({ kind, version: corpusVersion, ...header } as unknown as Json);
}

export function corpusLine({ event, weight, ofPackage, replaced, size }: CorpusLine): string {
  return canonical({ event, ofPackage, replaced, size, ...weight } as unknown as Json);
}

/**
 * @param text the first line of a source
 * @returns undefined when it is no corpus; `otherVersion` when it is one that this program cannot read
 */
export function headerOf(text: string): CorpusHeader | "otherVersion" | undefined {
  if (!text.includes(kind)) return undefined;
  const document = parsed(text);
  if (!isObject(document) || document.kind !== kind) return undefined;
  if (document.version !== corpusVersion) return "otherVersion";
  const { policies, reads, packageReads, places, reviews, withheld, duplicate, unreadable, kinds } = document;
  const standIns = standInsOf(document.standIns);
  if (
    !isPlaces(reads) ||
    !isPlaces(packageReads) ||
    !isPlaces(places) ||
    standIns === undefined ||
    typeof reviews !== "boolean" ||
    !isCount(duplicate) ||
    !isCount(unreadable) ||
    !isCount(kinds)
  )
    return "otherVersion";
  return {
    policies: (isArray(policies) ? policies : []).flatMap((policy) =>
      isObject(policy) ? [{ label: String(policy.label), digest: String(policy.digest) }] : [],
    ),
    reads,
    packageReads,
    places,
    standIns,
    reviews,
    withheld: isPlaces([withheld ?? null]) ? (withheld as readonly string[]) : [],
    duplicate,
    unreadable,
    kinds,
  };
}

/** @returns undefined when the line is none of a corpus */
export function lineOf(text: string): CorpusLine | undefined {
  const document = parsed(text);
  if (!isObject(document)) return undefined;
  const { event, ofPackage, replaced, size, times, firstSeen, lastSeen, hours } = document;
  const isTime = (value: Json | undefined) => value === null || typeof value === "string";
  if (!isObject(event) || !isCount(size) || !isCount(times) || times === 0) return undefined;
  if (typeof ofPackage !== "boolean") return undefined;
  if (!isTime(firstSeen) || !isTime(lastSeen) || !isArray(hours) || !hours.every(isHour)) return undefined;
  if (hours.reduce((sum: number, hour) => sum + (isHour(hour) ? hour[1] : 0), 0) !== times) return undefined;
  const weight = { times, firstSeen, lastSeen, hours } as EventWeight;
  if (!isArray(replaced) || !replaced.every(isCount)) return undefined;
  return { event, weight, ofPackage, replaced, size };
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function isCount(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function standInsOf(value: Json | undefined): readonly StandInPlace[] | undefined {
  if (!isArray(value)) return undefined;
  const found = value.flatMap((one) => {
    const { place, literals } = isObject(one) ? one : {};
    return isTexts(place) && isTexts(literals) ? [{ place, literals }] : [];
  });
  return found.length === value.length ? found : undefined;
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return isArray(value) && value.every((text) => typeof text === "string");
}

function isHour(value: Json): value is readonly [string, number] {
  return isArray(value) && value.length === 2 && typeof value[0] === "string" && isCount(value[1]);
}

function isPlaces(value: Json | undefined): value is readonly (readonly string[])[] {
  return isArray(value) && value.every(isTexts);
}
