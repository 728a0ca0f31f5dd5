import type { Json } from "@bylaw/engine";
import type { Basis } from "../basis.ts";
import { type Comparison, isGrouped, maxPathLength, type Settled } from "../comparison.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import { principalPlaces } from "../group/principal.ts";
import { isObject } from "../json-value.ts";
import type { PathReplay, ReplayedEvent } from "../replay/replay-batch.ts";
import { hashOfAscii } from "../replay/sample.ts";
import type { Polarity } from "../report/report.ts";
import { LineScanner, type Scanned, type Span } from "../scan/scanner.ts";
import { type Wanted, wantedPlaces } from "../scan/wanted.ts";
import { uuidWords } from "./uuid-words.ts";

/**
 * Counts events that are alike in all that decides how they are counted, after one of them was replayed. Each kind is
 * decided once; an event that would be printed, or sampled, is replayed all the same.
 */
export interface AlikeEvents {
  /** Begins a part of the log; what is known of earlier parts is kept. */
  begin(comparison: Comparison): void;
  /** Takes an event from its bytes. @returns undefined where it must be parsed */
  take(bytes: Buffer, start: number, end: number): { readonly console: boolean } | undefined;
  /** What came of the event that was not taken last. */
  learn(settled: Settled | undefined, console: boolean): void;
  /** Settles all that was taken. */
  finish(): void;
}

interface Kind {
  readonly settled: Settled;
  readonly console: boolean;
  readonly polarity: Polarity | undefined;
  /** The part of the log it was met in last. */
  part: number;
  /** Events taken since, that are not settled yet. */
  times: number;
  firstSeen: string | null;
  lastSeen: string | null;
}

/** Together with what is kept of each, some tens of megabytes. */
const maxKinds = 20_000;
/** When so few are alike, looking for them costs more than it saves. */
const leastShare = 0.3;
const triedBeforeGivingUp = 20_000;
const passedOverThen = 200_000;

const inConsole = { console: true };
const elsewhere = { console: false };

/** Whether what is asked for can be counted without parsing each event. */
export function canCountAlike({ effective, expand }: Basis): boolean {
  return (
    expand === undefined &&
    effective.clock === "recorded" &&
    effective.engine === "javascript" &&
    effective.unwrap.length === 0 &&
    effective.sample >= 1 &&
    effective.since === undefined &&
    effective.until === undefined
  );
}

export function createAlikeEvents(basis: Basis): AlikeEvents {
  const kinds = new Map<string, Kind>();
  const paths = new Set<string>();
  const sides: PathReplay[] = [];
  let wanted = wantedPlaces([], [...basis.places, ...principalPlaces]);
  let scanner = new LineScanner(wanted);
  let comparison: Comparison | undefined;
  let part = 0;
  let touched: Kind[] = [];
  /** The projection of the event that was not taken last. */
  let missed: string | undefined;
  let from: string | null = null;
  let to: string | null = null;
  let tried = 0;
  let taken = 0;
  let passOver = 0;

  const settleTaken = (target: Comparison) => {
    for (const kind of touched) {
      settleMore(target, kind, kind.times);
      kind.times = 0;
      kind.firstSeen = null;
      kind.lastSeen = null;
    }
    touched = [];
    target.tally.seenAt(from);
    target.tally.seenAt(to);
    from = null;
    to = null;
  };

  const addPath = (path: string, replay: PathReplay) => {
    paths.add(path);
    sides.push(replay);
    const reads = sides.flatMap(({ base, head }) => [...(base.reads ?? []), ...(head.reads ?? [])]);
    wanted = wantedPlaces(reads, [...basis.places, ...principalPlaces]);
    scanner = new LineScanner(wanted);
    kinds.clear();
  };

  /** A kind from an earlier part, which counts in this one from its first event on. */
  const meetAgain = (kind: Kind, target: Comparison): boolean => {
    const { settled } = kind;
    if (settled.kind === "inScope") {
      const { path, classification } = settled.replayed;
      // Of all others, the first event is an example or opens a group.
      if (classification.class !== "unchanged" || !target.planned.has(path)) return false;
      if (target.inferredPolarity(path) !== kind.polarity) return false;
    }
    return true;
  };

  const takeAs = (kind: Kind, scanned: Scanned, bytes: Buffer, size: number, target: Comparison): boolean => {
    const isNew = kind.part !== part;
    if (isNew && !meetAgain(kind, target)) return false;
    const { settled } = kind;
    if (settled.kind === "inScope") {
      if (settled.group !== undefined && target.groups.wantsWitness(settled.group, size)) return false;
      if (settled.replayed.classification.class === "unchanged" && wouldBeSampled(target, bytes, scanned))
        return false;
    }
    const timestamp = bytes.toString("latin1", scanned.timestamp.start, scanned.timestamp.end);
    if (!isTimestamp(timestamp)) return false;
    if (isRepeated(target, bytes, scanned.decisionId)) {
      target.tally.duplicate();
      return true;
    }
    if (settled.kind === "inScope") target.hours.add(timestamp, settled.change);
    if (from === null || timestamp < from) from = timestamp;
    if (to === null || timestamp > to) to = timestamp;
    if (isNew) {
      kind.part = part;
      settleMore(target, kind, 1);
    } else {
      if (kind.times++ === 0) touched.push(kind);
      if (kind.firstSeen === null || timestamp < kind.firstSeen) kind.firstSeen = timestamp;
      if (kind.lastSeen === null || timestamp > kind.lastSeen) kind.lastSeen = timestamp;
    }
    return true;
  };

  return {
    begin: (begun) => {
      comparison = begun;
      part++;
    },
    take: (bytes, start, end) => {
      missed = undefined;
      if (comparison === undefined || comparison.waits) return undefined;
      if (passOver > 0) {
        passOver--;
        return undefined;
      }
      const scanned = scanner.scan(bytes, start, end);
      if (scanned === undefined) return undefined;
      tried++;
      const kind = kinds.get(scanned.projection);
      if (kind !== undefined && takeAs(kind, scanned, bytes, end - start, comparison)) {
        taken++;
        return kind.console ? inConsole : elsewhere;
      }
      missed = scanned.projection;
      if (tried >= triedBeforeGivingUp) {
        if (taken < tried * leastShare) passOver = passedOverThen;
        tried = 0;
        taken = 0;
      }
      return undefined;
    },
    learn: (settled, console) => {
      if (missed === undefined || comparison === undefined || settled === undefined) return;
      if (settled.kind === "inScope") {
        const { path } = settled.replayed;
        const replay = comparison.planned.get(path);
        if (replay === undefined) return;
        if (!paths.has(path)) {
          settleTaken(comparison);
          addPath(path, replay);
          return;
        }
        if (!isAlike(settled.replayed, replay)) return;
      } else if (!isOutside(basis, settled.event)) return;
      const known = kinds.get(missed);
      if (known?.part === part) return;
      if (kinds.size >= maxKinds) {
        settleTaken(comparison);
        kinds.clear();
      }
      kinds.set(missed, {
        settled: withoutRest(settled, wanted),
        console,
        polarity: settled.kind === "inScope" ? comparison.inferredPolarity(settled.replayed.path) : undefined,
        part,
        times: 0,
        firstSeen: null,
        lastSeen: null,
      });
    },
    finish: () => {
      if (comparison !== undefined) settleTaken(comparison);
      comparison = undefined;
    },
  };
}

function settleMore({ tally, reach, groups }: Comparison, kind: Kind, times: number): void {
  const { settled, firstSeen, lastSeen } = kind;
  if (settled.kind === "outOfScope") {
    tally.seen(settled.event, times);
    tally.outOfScope(times);
    return;
  }
  const { replayed, shown, verdicts, group } = settled;
  tally.seen(replayed.event, times);
  tally.inScope(shown, verdicts, times);
  if (verdicts === undefined) return;
  reach.add(replayed.path, replayed.rules, times);
  if (replayed.classification.class === "unchanged") groups.addUnchanged(replayed, verdicts.from, times);
  else if (isGrouped(replayed, verdicts)) groups.addAlike(group, { replayed, times, firstSeen, lastSeen });
}

function wouldBeSampled({ unchanged }: Comparison, bytes: Buffer, { decisionId }: Scanned): boolean {
  const hash = hashOfAscii(bytes, decisionId.start, decisionId.end);
  return hash === undefined || unchanged.wants(hash);
}

function isRepeated(comparison: Comparison, bytes: Buffer, { start, end }: Span): boolean {
  const words = uuidWords(bytes, start, end);
  if (words === undefined) return comparison.isRepeated(bytes.toString("utf8", start, end));
  return comparison.isRepeatedUuid(words.a, words.b, words.c, words.d);
}

/** What a recorded event takes for its time, as the exact reading has it. */
function isTimestamp(text: string): boolean {
  return text.length <= 40 && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text);
}

/** Whether all events with this projection come to the same. */
function isAlike({ event, classification }: ReplayedEvent, { base, head }: PathReplay): boolean {
  if (base.reads === undefined || head.reads === undefined || event.input.kind === "none") return false;
  // Those are listed by the hour.
  if (classification.class === "indeterminate" && classification.reason === "notReproduced") return false;
  // What an unknown field can alter may lie in what is around it.
  return event.masked.every(
    (field) =>
      !(field.pointer === "/input" || field.pointer.startsWith("/input/")) ||
      !(base.mayRead(field) || head.mayRead(field)),
  );
}

/** Whether it is out of scope for good, and not for the number of paths. */
function isOutside({ effective, sidesWith }: Basis, { asked }: RecordedEvent): boolean {
  if (asked.kind === "query") return true;
  const isLeftOut = effective.paths.length > 0 && !effective.paths.includes(asked.path);
  return isLeftOut || (asked.path.length <= maxPathLength && sidesWith(asked.path).length === 0);
}

/** Only what is counted again is kept of the event. */
function withoutRest(settled: Settled, wanted: Wanted): Settled {
  if (settled.kind === "outOfScope") return { ...settled, event: pruned(settled.event, wanted) };
  const event = pruned(settled.replayed.event, wanted);
  return {
    ...settled,
    replayed: { ...settled.replayed, event },
    shown: { ...settled.shown, event },
  };
}

function pruned(event: RecordedEvent, root: Wanted): RecordedEvent {
  const [input] = root.inside;
  if (event.input.kind !== "given" || input === undefined) return event;
  return {
    ...event,
    recordedBuiltins: {},
    input: { kind: "given", value: valueIn(event.input.value, input) },
  };
}

function valueIn(value: Json, wanted: Wanted): Json {
  if (wanted.whole || !isObject(value)) return value;
  const kept = wanted.inside.flatMap((inner) => {
    const key = Buffer.from(inner.key).toString("utf8");
    const held = Object.hasOwn(value, key) ? value[key] : undefined;
    return held === undefined ? [] : [[key, valueIn(held, inner)] as const];
  });
  return Object.fromEntries(kept);
}
