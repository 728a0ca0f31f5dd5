import type { Json } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import type { Basis } from "../basis.ts";
import { isGrouped, isMismatch } from "../classify/change.ts";
import { type Comparison, type Handling, maxPathLength, type Settled } from "../comparison.ts";
import { normaliseEvent } from "../event/normalise.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import { principalPlaces } from "../group/principal.ts";
import { isObject } from "../json-value.ts";
import type { PathReplay, ReplayedEvent } from "../replay/replay-batch.ts";
import type { CountedChange } from "../report/hours.ts";
import {
  createLineScanner,
  type LineCounts,
  type LineScanner,
  unknown,
  unsure,
} from "../scan/line-scanner.ts";
import { type Wanted, wantedPlaces } from "../scan/wanted.ts";
import type { QuickReader } from "../source/read-log.ts";
import { countByHour } from "./hour-counts.ts";
import type { KnownKind, KnownKinds, PathReads } from "./known-kinds.ts";
import { isKnownAround } from "./masked-alike.ts";

/**
 * Counts events that are alike in all that decides how they are counted, after one of them was replayed. Each kind is
 * decided once; an event that would be printed, or sampled, is replayed all the same.
 */
export interface AlikeEvents {
  /** Begins a part of the log; what is known of earlier parts is kept. */
  begin(comparison: Comparison, file: string): void;
  /** Takes an event from its bytes. */
  readonly take: QuickReader;
  /** How the event that was not taken last is dealt with, and learnt from; undefined where it is not told from others. */
  missed(console: boolean): Handling | undefined;
  /** Settles all that was taken. */
  finish(): void;
  /** What is known by now, for a thread that has met nothing; lines are kept for it until then. */
  known(): KnownKinds;
  /** Takes over what another thread knows, before a part is begun. */
  adopt(known: KnownKinds): void;
}

interface Kind extends KnownKind {
  /** What each event of the kind is counted by, out of what it came to: here it is at hand. */
  readonly counted: "outOfScope" | "mismatched" | "unchanged" | "otherwise";
  readonly change: CountedChange;
  readonly group: string | undefined;
  /** The part of the log it was met in last. */
  part: number;
}

/** A line in a buffer, which is used again. */
interface Line {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly position: number;
}

/** Of a line that is kept until it is known whether it is in the sample. */
const maxSampledBytes = 16 * 1024;
/** When so few are alike, learning their kinds costs more than it saves. */
const leastShare = 0.3;
/** When hardly any are, those that were learnt are not worth their memory. */
const leastShareKept = 0.05;
const triedBeforeGivingUp = 20_000;
/** After a trial that came to nothing. */
const triedAgain = 2_000;
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

/** @param isAskedForKinds whether {@link AlikeEvents.known} will be called */
export function createAlikeEvents(basis: Basis, isAskedForKinds = false): AlikeEvents {
  let keepsLines = isAskedForKinds;
  const scanner = createLineScanner();
  /** By the number that the scanner gives them. */
  let kinds: Kind[] = [];
  /** By the same numbers, of kinds that were met and are not settled. */
  let held = new Map<number, object>();
  /** Grows when numbers of kinds lose their meaning. */
  let generation = 0;
  /** What is read at the paths that are told apart. */
  const paths = new Map<string, PathReads>();
  const placesOfEvents = [...basis.places, ...principalPlaces];
  let wanted = wantedPlaces([], placesOfEvents);
  scanner.want(wanted);
  const hours = countByHour();
  let comparison: Comparison | undefined;
  let file = "";
  let part = 0;
  /** Kinds with counts that are not settled yet. */
  let touched: number[] = [];
  /** The kind of the event that was not taken last, which may be unknown; undefined when it must not be learnt from. */
  let missed: number | undefined;
  /** Its line, where lines are kept. */
  let missedLine: Buffer | undefined;
  let tried = 0;
  let triedUntil = triedBeforeGivingUp;
  let taken = 0;
  /** How many events are not learnt from. */
  let passOver = 0;

  const settleTaken = (target: Comparison) => {
    for (const number of touched) {
      const kind = kinds[number];
      if (kind !== undefined) settleMore(target, kind, scanner.takeCounts(number));
    }
    touched = [];
    hours.settle(target.hours);
    const { from, to } = scanner.takeWindow();
    target.tally.seenAt(from);
    target.tally.seenAt(to);
  };

  const addPath = (path: string, reads: PathReads) => {
    paths.set(path, reads);
    wanted = wantedPlaces([...paths.values()].flat(), placesOfEvents);
    scanner.want(wanted);
    kinds = [];
    held = new Map();
    generation++;
  };

  const forget = (target: Comparison) => {
    settleTaken(target);
    scanner.clear();
    kinds = [];
    held = new Map();
    generation++;
  };

  /** Makes a kind of the line that was scanned last. */
  const keep = (target: Comparison): number | undefined => {
    const kept = scanner.keep();
    if (kept !== undefined) return kept;
    forget(target);
    return scanner.keep();
  };

  /** Whether to go on learning, by how many of those that were tried were alike. */
  const judge = (target: Comparison) => {
    const isPoor = taken < tried * leastShareKept;
    if (taken < tried * leastShare) passOver = passedOverThen;
    if (isPoor) forget(target);
    triedUntil = isPoor ? triedAgain : triedBeforeGivingUp;
    tried = 0;
    taken = 0;
  };

  /** A kind from an earlier part, which counts in this one from its first event on. */
  const meetAgain = ({ settled, polarity }: Kind, target: Comparison): boolean => {
    if (settled.kind === "outOfScope") return true;
    const { replayed, shown, verdicts, group } = settled;
    if (!target.planned.has(replayed.path) || target.inferredPolarity(replayed.path) !== polarity)
      return false;
    // The first event is an example, opens a group, or is named in a warning.
    if (replayed.event.input.kind === "none" || replayed.namesOtherRules === true) return false;
    if (target.tally.opensRow(shown, verdicts)) return false;
    if (verdicts === undefined || !isGrouped(replayed, verdicts)) return true;
    return group !== undefined && target.groups.has(group);
  };

  const takeAs = (number: number, kind: Kind, line: Line, target: Comparison): boolean => {
    const isNew = kind.part !== part;
    const { counted, group } = kind;
    // What opens a row of a list must not overtake the events that wait.
    if (target.waits && (isNew || counted === "mismatched")) return false;
    if (isNew && !meetAgain(kind, target)) return false;
    let sampled: number | undefined;
    if (group !== undefined && target.groups.wantsWitness(group, line.end - line.start)) return false;
    if (counted === "unchanged") {
      const hash = scanner.hashOfId();
      if (hash === undefined) return false;
      if (target.unchanged.wants(hash)) sampled = hash;
      if (sampled !== undefined && line.end - line.start > maxSampledBytes) return false;
    }
    if (isRepeated(target, scanner)) {
      target.tally.duplicate();
      return true;
    }
    if (counted !== "outOfScope") hours.add(scanner, kind.change, target.hours);
    const { settled } = kind;
    if (counted === "mismatched" && settled.kind === "inScope")
      target.tally.mismatched(settled.replayed.event, scanner.timestamp());
    if (sampled !== undefined && settled.kind === "inScope")
      target.unchanged.offerLater(sampled, replayedLater(settled.replayed, line));
    if (isNew) {
      kind.part = part;
      scanner.see();
      settleMore(target, kind, seenOnce(settled, scanner));
    } else if (scanner.count(number) === 1) touched.push(number);
    return true;
  };

  /** Most events that a sample wants at first are not in it in the end: they are parsed when that is known. */
  const replayedLater = (replayed: ReplayedEvent, { bytes, start, end, position }: Line) => {
    const own = Buffer.from(bytes.subarray(start, end));
    const source = { file, position };
    return (): ReplayedEvent => {
      const document = parseJson(own.toString("utf8"));
      if (!isObject(document)) throw new Error("a scanned line is no document");
      return { ...replayed, event: normaliseEvent(document, own.length, source) };
    };
  };

  const polarityOf = (settled: Settled, target: Comparison): Pick<Kind, "polarity"> => ({
    polarity: settled.kind === "inScope" ? target.inferredPolarity(settled.replayed.path) : undefined,
  });

  /** @returns how its path is read, where all that are alike come to the same */
  const learn = (settled: Settled, target: Comparison): Pick<Kind, "polarity"> | undefined => {
    if (settled.kind === "outOfScope")
      return isOutside(basis, settled.event) ? { polarity: undefined } : undefined;
    const { path } = settled.replayed;
    const replay = target.planned.get(path);
    if (replay === undefined) return undefined;
    if (!paths.has(path)) {
      settleTaken(target);
      addPath(path, readsOf(replay));
      return undefined;
    }
    return isAlike(settled.replayed.event, replay, wanted) ? polarityOf(settled, target) : undefined;
  };

  return {
    begin: (begun, name) => {
      comparison = begun;
      file = name;
      part++;
      missed = undefined;
    },
    take: (bytes, start, end, position) => {
      missed = undefined;
      if (comparison === undefined) return undefined;
      if (tried >= triedUntil) judge(comparison);
      const number = scanner.scan(bytes, start, end);
      if (number === unsure) return undefined;
      const kind = kinds[number];
      const isTaken = kind !== undefined && takeAs(number, kind, { bytes, start, end, position }, comparison);
      if (isTaken) taken++;
      if (passOver > 0) passOver--;
      else tried++;
      if (isTaken) return kind.console ? inConsole : elsewhere;
      if (passOver === 0 || kind !== undefined) missed = number;
      if (keepsLines && kind === undefined) missedLine = Buffer.from(bytes.subarray(start, end));
      return "sure";
    },
    missed: (console) => {
      const number = missed;
      const line = missedLine;
      // What is learnt of one line must not be taken for another's.
      missed = undefined;
      missedLine = undefined;
      const target = comparison;
      if (number === undefined || target === undefined) return undefined;
      const known = kinds[number]?.settled;
      const then = generation;
      let place = number === unknown ? undefined : number;
      let isOver = false;
      return {
        alike: known?.kind === "inScope" ? known.replayed : undefined,
        settled: (settled) => {
          if (isOver || comparison !== target || generation !== then) return;
          isOver = true;
          const before = place === undefined ? undefined : kinds[place];
          if (before?.part === part) return;
          const polarity = before === undefined ? learn(settled, target) : polarityOf(settled, target);
          if (polarity === undefined) return;
          place ??= keep(target);
          if (place !== undefined)
            kinds[place] = kindOf(
              {
                settled: withoutRest(settled, wanted),
                console,
                ...polarity,
                line: line ?? kinds[place]?.line,
              },
              part,
            );
        },
        waits: (event, path, replay) => {
          if (isOver || generation !== then) return undefined;
          if (!paths.has(path)) {
            settleTaken(target);
            addPath(path, readsOf(replay));
            return undefined;
          }
          // It is settled later, so a place is kept for its kind before the next is looked at.
          place ??= scanner.keep();
          isOver = place === undefined;
          if (place === undefined || !isAlike(event, replay, wanted)) return undefined;
          const known = held.get(place) ?? {};
          held.set(place, known);
          return known;
        },
      };
    },
    finish: () => {
      if (comparison !== undefined) settleTaken(comparison);
      comparison = undefined;
    },
    known: () => {
      keepsLines = false;
      const known = kinds.flatMap(({ settled, console, polarity, line }) =>
        line === undefined ? [] : [{ settled, console, polarity, line }],
      );
      kinds = kinds.map((kind) => ({ ...kind, line: undefined }));
      return { paths: [...paths], kinds: known };
    },
    adopt: (known) => {
      for (const [path, reads] of known.paths) addPath(path, reads);
      for (const { line = empty, ...kind } of known.kinds) {
        // It is told from others in a way of this thread's own.
        const found = scanner.scan(Buffer.from(line), 0, line.length);
        const number = found === unknown ? scanner.keep() : undefined;
        if (number !== undefined) kinds[number] = kindOf({ ...kind, line: undefined }, part);
      }
    },
  };
}

const empty = new Uint8Array();

function readsOf({ base, head }: PathReplay): PathReads {
  return [...(base.reads ?? []), ...(head.reads ?? [])];
}

function kindOf({ settled, console, polarity, line }: KnownKind, part: number): Kind {
  const isInScope = settled.kind === "inScope";
  const group = isInScope ? settled.group : undefined;
  const change = isInScope ? settled.change : undefined;
  return { counted: countedAs(settled), change, group, part, settled, console, polarity, line };
}

function countedAs(settled: Settled): Kind["counted"] {
  if (settled.kind === "outOfScope") return "outOfScope";
  if (isMismatch(settled.replayed)) return "mismatched";
  return settled.replayed.classification.class === "unchanged" ? "unchanged" : "otherwise";
}

const once: LineCounts = { times: 1, firstSeen: null, lastSeen: null };

/** The counts of the line that was scanned last; only groups are told when it was. */
function seenOnce(settled: Settled, scanner: LineScanner): LineCounts {
  if (settled.kind === "outOfScope" || settled.group === undefined) return once;
  const timestamp = scanner.timestamp();
  return { times: 1, firstSeen: timestamp, lastSeen: timestamp };
}

function settleMore(target: Comparison, { settled }: Kind, counts: LineCounts): void {
  const { tally, reach, groups } = target;
  const { times, firstSeen, lastSeen } = counts;
  if (settled.kind === "outOfScope") {
    tally.seen(settled.event, times);
    tally.outOfScope(times);
    return;
  }
  const { replayed, shown, verdicts, group } = settled;
  tally.seen(replayed.event, times);
  tally.inScope(shown, verdicts, times);
  if (replayed.event.input.kind === "none") target.addWithoutInput(times);
  if (replayed.namesOtherRules === true) target.addNamingOtherRules(times);
  if (verdicts === undefined) return;
  reach.add(replayed.path, replayed.rules, times);
  if (replayed.classification.class === "unchanged") groups.addUnchanged(replayed, verdicts.from, times);
  else if (isGrouped(replayed, verdicts)) groups.addAlike(group, { replayed, times, firstSeen, lastSeen });
}

function isRepeated(comparison: Comparison, scanner: LineScanner): boolean {
  const words = scanner.uuid();
  if (words === undefined) return comparison.isRepeated(scanner.decisionId());
  return comparison.isRepeatedUuid(words.a, words.b, words.c, words.d);
}

/** Whether all events with this projection come to the same. */
function isAlike(event: RecordedEvent, { base, head }: PathReplay, wanted: Wanted): boolean {
  if (base.reads === undefined || head.reads === undefined) return false;
  const fields = event.masked.filter(
    (field) =>
      (field.pointer === "/input" || field.pointer.startsWith("/input/")) &&
      (base.mayRead(field) || head.mayRead(field)),
  );
  return isKnownAround(event, fields, wanted);
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
