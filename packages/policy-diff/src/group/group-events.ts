import { shifted } from "../event/shifted.ts";
import type { ReplayedEvent } from "../replay/replay-batch.ts";
import type { Disclosure } from "../report/disclosure.ts";
import type { Cause, Example, Group, OnError, Report, RuleRef, Verdict } from "../report/report.ts";
import { answerChanges, changedPlaces } from "./answer-changes.ts";
import { fingerprint, groupName } from "./fingerprint.ts";
import { kindOf } from "./kind.ts";
import { principalOf } from "./principal.ts";
import { type Resources, resourcesOf } from "./resource.ts";
import { countValues, type GrowingValueCounts, type ValueCountsSummary } from "./value-counts.ts";
import { wherePlaces } from "./where.ts";

/** A rule with what it is known by across versions. */
export interface KnownRule {
  readonly identity: string;
  readonly ref: RuleRef;
}

/** What the events of a group have in common. */
export interface GroupTraits {
  readonly path: string;
  readonly from: Verdict;
  readonly to: Verdict;
  readonly rules: { readonly base: readonly KnownRule[]; readonly head: readonly KnownRule[] };
  readonly cause: Cause | null;
}

/** A changed event, as it is grouped. */
export interface ChangedEvent extends Omit<GroupTraits, "path" | "cause"> {
  readonly replayed: ReplayedEvent;
}

/** Collects changed events in groups, without holding them. */
export interface Groups {
  /** @returns the group's digest; undefined when there are too many groups to keep another */
  add(changed: ChangedEvent): string | undefined;
  /** More events that are alike in all that a group counts, none of which can be a witness. */
  addAlike(digest: string | undefined, alike: AlikeEvents): void;
  has(digest: string): boolean;
  /** Whether an event of this size would be one of a group's witnesses. */
  wantsWitness(digest: string | undefined, size: number): boolean;
  /** Unchanged events, for what sets a group apart. */
  addUnchanged(replayed: ReplayedEvent, verdict: Verdict, times?: number): void;
  /** A name for a digest, which it keeps. */
  nameOf(digest: string): string;
  /** The events behind the examples of the report, which must be confirmed. */
  examples(): readonly ReplayedEvent[];
  /** @param onError what becomes of a request whose decision is an error */
  finish(eventsOnPath: (path: string) => number, onError: OnError): FinishedGroups;
  summary(): GroupsSummary;
  /** Adds groups of a later part of the log. @param offset positions before that part */
  merge(other: GroupsSummary, offset: number): void;
}

export interface AlikeEvents {
  readonly replayed: ReplayedEvent;
  readonly times: number;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

export interface FinishedGroups {
  readonly groups: readonly Group[];
  readonly omitted: Report["groupsOmitted"];
}

/** Groups as plain data. */
export interface GroupsSummary {
  /** In the order in which they were met. */
  readonly groups: readonly GroupSummary[];
  /** By decision path and verdict. */
  readonly unchanged: readonly (readonly [string, ValueCountsSummary])[];
  readonly omittedDigests: readonly string[];
  /** Whether there were more digests than are kept. */
  readonly omittedMore: boolean;
  readonly omittedEvents: number;
}

export interface GroupSummary {
  readonly digest: string;
  readonly traits: GroupTraits;
  readonly count: number;
  readonly values: ValueCountsSummary;
  readonly principals: readonly string[];
  readonly approximate: boolean;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** The smallest first; those alike in the order of the log. */
  readonly witnesses: readonly ReplayedEvent[];
}

/** What may still be kept in all groups together. */
interface Room {
  principals: number;
  readonly values: { left: number };
}

interface OpenGroup {
  readonly digest: string;
  readonly traits: GroupTraits;
  count: number;
  readonly values: GrowingValueCounts;
  readonly principals: Set<string>;
  approximate: boolean;
  firstSeen: string | null;
  lastSeen: string | null;
  witnesses: readonly ReplayedEvent[];
}

/** What is kept at most, whatever the log holds. */
export interface GroupBounds {
  readonly groups: number;
  /** Digests of groups that are not kept, so that they can be counted. */
  readonly omittedDigests: number;
  /** Of all groups together. */
  readonly principals: number;
  readonly values: number;
}

const usualBounds: GroupBounds = {
  groups: 500,
  omittedDigests: 10_000,
  principals: 300_000,
  values: 500_000,
};
const maxPrincipals = 10_000;
const maxDistinctInGroup = 1_000;
const maxDistinctUnchanged = 5_000;
const maxExamples = 3;

/**
 * @param places the places of the input that the policies read
 * @param changedDataAt the changed base documents that a decision may depend on
 */
export function collectGroups(
  places: readonly (readonly string[])[],
  disclosure: Disclosure,
  changedDataAt: (path: string) => readonly string[] = () => [],
  bounds: GroupBounds = usualBounds,
): Groups {
  const open = new Map<string, OpenGroup>();
  const unchanged = new Map<string, GrowingValueCounts>();
  const names = new Map<string, string>();
  const omittedDigests = new Set<string>();
  let omittedMore = false;
  let omittedEvents = 0;
  const room: Room = { principals: bounds.principals, values: { left: bounds.values } };

  const omit = (digest: string | undefined, events: number) => {
    omittedEvents += events;
    if (digest === undefined || omittedDigests.has(digest)) return;
    if (omittedDigests.size < bounds.omittedDigests) omittedDigests.add(digest);
    else omittedMore = true;
  };
  const groupAt = (digest: string, traits: GroupTraits): OpenGroup | undefined => {
    const known = open.get(digest);
    if (known !== undefined || open.size >= bounds.groups) return known;
    const group = openGroup(digest, traits, countValues(places, maxDistinctInGroup, room.values));
    open.set(digest, group);
    return group;
  };
  const unchangedAt = (key: string) => {
    const counts = unchanged.get(key) ?? countValues(places, maxDistinctUnchanged);
    unchanged.set(key, counts);
    return counts;
  };
  const nameOf = (digest: string) => {
    const taken = new Set(names.values());
    const name = names.get(digest) ?? groupName(digest, (other) => taken.has(other));
    names.set(digest, name);
    return name;
  };

  return {
    nameOf,
    add: ({ replayed, from, to, rules }) => {
      const digest = digestOf({ replayed, from, to, rules }, disclosure);
      const group = groupAt(digest, { path: replayed.path, from, to, rules, cause: replayed.cause });
      if (group === undefined) {
        omit(digest, 1);
        return undefined;
      }
      const { timestamp } = replayed.event;
      extend(group, room, { replayed, times: 1, firstSeen: timestamp, lastSeen: timestamp });
      group.witnesses = smallest([...group.witnesses, replayed]);
      return digest;
    },
    addAlike: (digest, alike) => {
      const group = digest === undefined ? undefined : open.get(digest);
      if (group === undefined) omit(digest, alike.times);
      else extend(group, room, alike);
    },
    has: (digest) => open.has(digest),
    wantsWitness: (digest, size) => {
      const group = digest === undefined ? undefined : open.get(digest);
      if (group === undefined) return false;
      const last = group.witnesses[maxExamples - 1];
      return last === undefined || size < last.event.size;
    },
    addUnchanged: ({ event, path }, verdict, times) =>
      unchangedAt(`${path}\0${verdict}`).add(inputOf(event), times),
    examples: () => [...open.values()].flatMap(({ witnesses }) => witnesses),
    finish: (eventsOnPath, onError) => {
      const groups = [...open.values()].map((group): Group => {
        const { path, from } = group.traits;
        return finished(group, nameOf(group.digest), {
          where: wherePlaces(places, group.values, unchanged.get(`${path}\0${from}`), disclosure),
          resources: resourcesOf(places, group.values),
          share:
            Math.round((group.count / Math.max(1, eventsOnPath(disclosure.decisionPath(path)))) * 1e6) / 1e6,
          disclosure,
          changedData: changedDataAt(path),
          onError,
        });
      });
      return {
        groups: groups.sort(byImportance),
        omitted: {
          groups: omittedDigests.size,
          events: omittedEvents,
          ...(omittedMore ? { atLeast: true } : {}),
        },
      };
    },
    summary: () => ({
      groups: [...open.values()].map((group) => ({
        ...group,
        values: group.values.summary(),
        principals: [...group.principals],
      })),
      unchanged: [...unchanged].map(([key, counts]) => [key, counts.summary()] as const),
      omittedDigests: [...omittedDigests],
      omittedMore,
      omittedEvents,
    }),
    merge: (other, offset) => {
      for (const theirs of other.groups) {
        const group = groupAt(theirs.digest, theirs.traits);
        if (group === undefined) omit(theirs.digest, theirs.count);
        else mergeInto(group, theirs, offset, room);
      }
      for (const [key, counts] of other.unchanged) unchangedAt(key).merge(counts);
      for (const digest of other.omittedDigests) omit(digest, 0);
      omittedMore ||= other.omittedMore;
      omittedEvents += other.omittedEvents;
    },
  };
}

function digestOf({ replayed, from, to, rules }: ChangedEvent, disclosure: Disclosure): string {
  const changes = from === to ? changedPlaces(answerChanges(replayed.base, replayed.head, disclosure)) : [];
  const identities = (known: readonly KnownRule[]) => known.map(({ identity }) => identity).sort();
  return fingerprint([
    disclosure.decisionPath(replayed.path),
    `${from}->${to}`,
    identities(rules.base),
    identities(rules.head),
    changes,
    // The usual cause is not named, so that a group of it is called as ever.
    ...(replayed.cause === null || replayed.cause === "policy" ? [] : [replayed.cause]),
  ]);
}

function openGroup(digest: string, traits: GroupTraits, values: GrowingValueCounts): OpenGroup {
  return {
    digest,
    traits,
    count: 0,
    values,
    principals: new Set(),
    approximate: false,
    firstSeen: null,
    lastSeen: null,
    witnesses: [],
  };
}

function extend(group: OpenGroup, room: Room, { replayed, times, firstSeen, lastSeen }: AlikeEvents): void {
  const input = inputOf(replayed.event);
  group.count += times;
  group.values.add(input, times);
  const principal = principalOf(input);
  if (principal !== undefined) addPrincipal(group, principal, room);
  widen(group, firstSeen, lastSeen);
}

function addPrincipal(group: OpenGroup, principal: string, room: Room): void {
  if (group.principals.has(principal)) return;
  if (group.principals.size >= maxPrincipals || room.principals <= 0) {
    group.approximate = true;
    return;
  }
  group.principals.add(principal);
  room.principals--;
}

function widen(group: OpenGroup, firstSeen: string | null, lastSeen: string | null): void {
  if (firstSeen !== null && (group.firstSeen === null || firstSeen < group.firstSeen))
    group.firstSeen = firstSeen;
  if (lastSeen !== null && (group.lastSeen === null || lastSeen > group.lastSeen)) group.lastSeen = lastSeen;
}

function mergeInto(group: OpenGroup, theirs: GroupSummary, offset: number, room: Room): void {
  group.count += theirs.count;
  group.values.merge(theirs.values);
  for (const principal of theirs.principals) addPrincipal(group, principal, room);
  group.approximate ||= theirs.approximate;
  widen(group, theirs.firstSeen, theirs.lastSeen);
  const witnesses = theirs.witnesses.map((replayed) => ({
    ...replayed,
    event: shifted(replayed.event, offset),
  }));
  group.witnesses = smallest([...group.witnesses, ...witnesses]);
}

/** The sort is stable: of events of one size, the earlier in the log comes first. */
function smallest(events: readonly ReplayedEvent[]): readonly ReplayedEvent[] {
  return [...events].sort((a, b) => a.event.size - b.event.size).slice(0, maxExamples);
}

function finished(
  group: OpenGroup,
  id: string,
  {
    where,
    share,
    resources,
    disclosure,
    changedData,
    onError,
  }: Pick<Group, "where" | "share"> & {
    readonly resources: Resources;
    readonly disclosure: Disclosure;
    readonly changedData: readonly string[];
    readonly onError: OnError;
  },
): Group {
  const { traits, witnesses } = group;
  const [witness] = witnesses;
  if (witness === undefined) throw new Error("a group without an event");
  return {
    id,
    fingerprint: group.digest,
    path: disclosure.decisionPath(traits.path),
    transition: `${traits.from}->${traits.to}`,
    kind: kindOf(traits.from, traits.to, onError),
    from: disclosure.answer(witness.event.recorded.kind === "error" ? witness.event.recorded : witness.base),
    to: disclosure.answer(witness.head),
    count: group.count,
    share,
    origin: "recorded",
    expected: null,
    sinceLast: null,
    cause: traits.cause,
    data: traits.cause === "data" || traits.cause === "both" ? changedData : [],
    rules: { base: traits.rules.base.map(({ ref }) => ref), head: traits.rules.head.map(({ ref }) => ref) },
    where,
    distinct: {
      principal: group.principals.size === 0 ? null : group.principals.size,
      resource: resources.distinct,
    },
    approximate: group.approximate || resources.approximate,
    firstSeen: group.firstSeen,
    lastSeen: group.lastSeen,
    changes: answerChanges(witness.base, witness.head, disclosure),
    examples: witnesses.map(({ event }) => exampleOf(event)),
  };
}

export function exampleOf(event: ReplayedEvent["event"]): Example {
  return { decision_id: event.decisionId, timestamp: event.timestamp, source: event.source };
}

const importance: Readonly<Record<Group["kind"], number>> = { grant: 0, lockout: 1, error: 2, other: 3 };

function byImportance(a: Group, b: Group): number {
  return importance[a.kind] - importance[b.kind] || b.count - a.count || (a.id < b.id ? -1 : 1);
}

function inputOf(event: ReplayedEvent["event"]) {
  return event.input.kind === "given" ? event.input.value : undefined;
}
