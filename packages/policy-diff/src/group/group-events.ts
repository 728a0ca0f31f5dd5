import type { ReplayedEvent } from "../replay/replay-batch.ts";
import type { Disclosure } from "../report/disclosure.ts";
import type { Example, Group, RuleRef, Verdict } from "../report/report.ts";
import { answerChanges, changedPlaces } from "./answer-changes.ts";
import { fingerprint, groupName } from "./fingerprint.ts";
import { kindOf } from "./kind.ts";
import { principalOf } from "./principal.ts";
import { type Resources, resourcesOf } from "./resource.ts";
import { countValues, type GrowingValueCounts } from "./value-counts.ts";
import { wherePlaces } from "./where.ts";

/** A rule with what it is known by across versions. */
export interface KnownRule {
  readonly identity: string;
  readonly ref: RuleRef;
}

/** A changed event, as it is grouped. */
export interface ChangedEvent {
  readonly replayed: ReplayedEvent;
  readonly from: Verdict;
  readonly to: Verdict;
  readonly rules: { readonly base: readonly KnownRule[]; readonly head: readonly KnownRule[] };
}

/** Collects changed events in groups, without holding them. */
export interface Groups {
  /** @returns the group's id; undefined when there are too many groups to keep another */
  add(changed: ChangedEvent): string | undefined;
  /** An unchanged event, for what sets a group apart. */
  addUnchanged(replayed: ReplayedEvent, verdict: Verdict): void;
  /** The events behind the examples of the report, which must be confirmed. */
  examples(): readonly ReplayedEvent[];
  finish(eventsOnPath: (path: string) => number): FinishedGroups;
}

export interface FinishedGroups {
  readonly groups: readonly Group[];
  readonly omitted: { readonly groups: number; readonly events: number };
}

interface Witness {
  readonly replayed: ReplayedEvent;
  readonly size: number;
  readonly order: number;
}

interface OpenGroup {
  readonly id: string;
  readonly digest: string;
  readonly first: ChangedEvent;
  count: number;
  readonly values: GrowingValueCounts;
  readonly principals: Set<string>;
  approximate: boolean;
  firstSeen: string | null;
  lastSeen: string | null;
  /** The smallest first. */
  witnesses: readonly Witness[];
}

const maxGroups = 500;
const maxPrincipals = 10_000;
const maxDistinctInGroup = 1_000;
const maxDistinctUnchanged = 5_000;
const maxExamples = 3;

/**
 * @param placesOf the places of the input that the policies read, for a decision path
 */
export function collectGroups(
  placesOf: (path: string) => readonly (readonly string[])[],
  disclosure: Disclosure,
): Groups {
  const open = new Map<string, OpenGroup>();
  const unchanged = new Map<string, GrowingValueCounts>();
  const names = new Set<string>();
  const omittedDigests = new Set<string>();
  let omittedEvents = 0;
  let order = 0;

  return {
    add: (changed) => {
      const digest = digestOf(changed, disclosure);
      let group = open.get(digest);
      if (group === undefined) {
        if (open.size >= maxGroups) {
          if (omittedDigests.size < maxGroups * 20) omittedDigests.add(digest);
          omittedEvents++;
          return undefined;
        }
        const id = groupName(digest, (name) => names.has(name));
        names.add(id);
        group = openGroup({ id, digest }, changed, placesOf(changed.replayed.path));
        open.set(digest, group);
      }
      extend(group, changed.replayed, order++);
      return group.id;
    },
    addUnchanged: ({ event, path }, verdict) => {
      const key = `${path}\0${verdict}`;
      const counts = unchanged.get(key) ?? countValues(placesOf(path), maxDistinctUnchanged);
      unchanged.set(key, counts);
      counts.add(inputOf(event));
    },
    examples: () => [...open.values()].flatMap(({ witnesses }) => witnesses.map(({ replayed }) => replayed)),
    finish: (eventsOnPath) => {
      const groups = [...open.values()].map((group): Group => {
        const path = disclosure.decisionPath(group.first.replayed.path);
        const alike = unchanged.get(`${group.first.replayed.path}\0${group.first.from}`);
        return finished(group, {
          where: wherePlaces(placesOf(path), group.values, alike, disclosure),
          resources: resourcesOf(placesOf(path), group.values),
          share: Math.round((group.count / Math.max(1, eventsOnPath(path))) * 1e6) / 1e6,
          disclosure,
        });
      });
      return {
        groups: groups.sort(byImportance),
        omitted: { groups: omittedDigests.size, events: omittedEvents },
      };
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
  ]);
}

function openGroup(
  name: Pick<OpenGroup, "id" | "digest">,
  first: ChangedEvent,
  places: readonly (readonly string[])[],
): OpenGroup {
  return {
    ...name,
    first,
    count: 0,
    values: countValues(places, maxDistinctInGroup),
    principals: new Set(),
    approximate: false,
    firstSeen: null,
    lastSeen: null,
    witnesses: [],
  };
}

function extend(group: OpenGroup, replayed: ReplayedEvent, order: number): void {
  const { event } = replayed;
  const input = inputOf(event);
  group.count++;
  group.values.add(input);
  const principal = principalOf(input);
  if (principal !== undefined) {
    if (group.principals.size < maxPrincipals) group.principals.add(principal);
    else if (!group.principals.has(principal)) group.approximate = true;
  }
  const { timestamp } = event;
  if (timestamp !== null) {
    if (group.firstSeen === null || timestamp < group.firstSeen) group.firstSeen = timestamp;
    if (group.lastSeen === null || timestamp > group.lastSeen) group.lastSeen = timestamp;
  }
  const witness: Witness = { replayed, size: event.size, order };
  group.witnesses = [...group.witnesses, witness]
    .sort((a, b) => a.size - b.size || a.order - b.order)
    .slice(0, maxExamples);
}

function finished(
  group: OpenGroup,
  {
    where,
    share,
    resources,
    disclosure,
  }: Pick<Group, "where" | "share"> & { readonly resources: Resources; readonly disclosure: Disclosure },
): Group {
  const { first, witnesses } = group;
  const witness = witnesses[0]?.replayed ?? first.replayed;
  return {
    id: group.id,
    fingerprint: group.digest,
    path: disclosure.decisionPath(first.replayed.path),
    transition: `${first.from}->${first.to}`,
    kind: kindOf(first.from, first.to),
    from: disclosure.answer(witness.event.recorded.kind === "error" ? witness.event.recorded : witness.base),
    to: disclosure.answer(witness.head),
    count: group.count,
    share,
    origin: "recorded",
    expected: null,
    sinceLast: null,
    rules: { base: first.rules.base.map(({ ref }) => ref), head: first.rules.head.map(({ ref }) => ref) },
    where,
    distinct: {
      principal: group.principals.size === 0 ? null : group.principals.size,
      resource: resources.distinct,
    },
    approximate: group.approximate || resources.approximate,
    firstSeen: group.firstSeen,
    lastSeen: group.lastSeen,
    changes: answerChanges(witness.base, witness.head, disclosure),
    examples: witnesses.map(({ replayed }) => exampleOf(replayed.event)),
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
