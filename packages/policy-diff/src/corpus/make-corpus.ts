import { createHash } from "node:crypto";
import { findOpa } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { hasLabels, selectionOf } from "../event/selection.ts";
import { DiffFailed } from "../failure.ts";
import type { DiffOptions, DiffProgress } from "../options.ts";
import { onlyCompared } from "../policy/only-compared.ts";
import { writtenReads } from "../policy/written-reads.ts";
import { readCustomBuiltins } from "../side/custom-builtins.ts";
import { constraintsCompared } from "../side/gatekeeper/constraint-reads.ts";
import { loadSide } from "../side/load-side.ts";
import type { Side } from "../side/side.ts";
import { locateLogs } from "../source/locate.ts";
import { defaultReadLimits, readLog } from "../source/read-log.ts";
import { emptySource } from "../source/source-summary.ts";
import { asReview } from "./as-review.ts";
import { createDistillation, type KeptAt } from "./distil.ts";
import {
  isRuleAlone,
  keptPlaces,
  type PlacesRead,
  placesOfReviews,
  placesRead,
  pointerOf,
  reviewReads,
} from "./kept-places.ts";
import { createStandIns, type StandInPlace, standInPlaces } from "./stand-ins.ts";

/** What a corpus is made of. */
export interface CorpusOptions
  extends Pick<
    DiffOptions,
    | "decisions"
    | "stdin"
    | "cwd"
    | "regoVersion"
    | "capabilities"
    | "opa"
    | "paths"
    | "labels"
    | "sample"
    | "unwrap"
    | "since"
    | "until"
  > {
  /** The policies that are to be compared with it, as `diff` takes them. What any of them reads is kept. */
  readonly policies: readonly string[];
  /** JSON pointers such as `/input/user/email` to what is erased, even where a policy reads it. */
  readonly withhold?: readonly string[];
  readonly onProgress?: (progress: DiffProgress) => void;
}

/** What a corpus holds. */
export interface CorpusSummary {
  readonly events: number;
  /** Distinct events that are kept. */
  readonly kinds: number;
  readonly duplicate: number;
  readonly unreadable: number;
  /** Pointers to the places of the input that are kept as they were recorded, since a policy reads them. */
  readonly reads: readonly string[];
  /** Pointers to those where only literals of the policies are kept, and texts stand for all other values. */
  readonly standIns: readonly string[];
}

/**
 * Distils logs into one small log: of each event what decides how it is counted, and each such event once, with its
 * weight. No policy is run.
 *
 * @param write takes the corpus, a line at a time, the same lines for the same events
 * @throws DiffFailed when it cannot be made
 */
export async function makeCorpus(
  options: CorpusOptions,
  write: (text: string) => void | Promise<void>,
): Promise<CorpusSummary> {
  const cwd = options.cwd ?? process.cwd();
  const withheld = [...(options.withhold ?? [])].sort();
  const odd = withheld.find((pointer) => !pointer.startsWith("/input/"));
  if (odd !== undefined)
    throw new DiffFailed(
      "optionInvalid",
      `withhold takes pointers such as /input/user/email, not ${JSON.stringify(odd)}`,
    );
  const opa = options.opa ?? (await findOpa());
  const regoVersion = options.regoVersion ?? "auto";
  const custom =
    options.capabilities === undefined
      ? {}
      : { customBuiltins: await readCustomBuiltins(options.capabilities, cwd) };
  const sides = await Promise.all(
    options.policies.map((policy) =>
      loadSide("base", policy, { opa, cwd, regoVersion, data: [], renamed: {}, ...custom }),
    ),
  );
  const reviews = areReviews(sides, options);
  const policies = sides.map(({ modules }) => modules);
  const read = reviews ? placesOfReviews(sides) : placesRead(policies);
  const standIns = standInPlaces(
    sides.map((side) => ({
      reads: reviews ? reviewReads(side) : writtenReads(side.modules, []).paths,
      compared: constraintsCompared(side) ?? onlyCompared(side.modules),
    })),
    [...read.reads, ...read.places],
  );
  const distillation = createDistillation(
    reviews ? asReview : (document) => document,
    keptByPath(reviews ? [] : policies, read, standIns),
    withheld,
  );
  const isWanted = wantedBy(options);
  const logs = await locateLogs(options.decisions, cwd);
  const total = logs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const limits = { ...defaultReadLimits, unwrap: options.unwrap ?? [] };
  let unreadable = 0;
  let pieces = 0;
  let bytes = 0;
  for (const [index, log] of logs.entries()) {
    const source = emptySource(log);
    for await (const reading of readLog(log, options.stdin ?? process.stdin, source, limits)) {
      if (reading.kind === "counted" || (reading.kind === "event" && reading.summed !== undefined))
        throw new DiffFailed("decisionsInvalid", `${log.name} is a corpus already`);
      if (reading.kind === "unreadable") {
        unreadable++;
        distillation.unreadable();
      } else distillation.add(reading.document, reading.size, isWanted);
      if (++pieces % 1024 !== 0) continue;
      const done = { done: bytes + source.bytes, total };
      options.onProgress?.({
        stage: "read",
        events: pieces,
        files: { done: index, total: logs.length },
        bytes: done,
      });
    }
    bytes += source.bytes;
  }
  const named = sides
    .map(({ summary }) => ({
      label: summary.label,
      digest: createHash("sha256")
        .update(canonical([summary.digest, summary.regoVersion]))
        .digest("hex"),
    }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  for (const line of distillation.lines({ policies: named, ...read, standIns, reviews }))
    await write(`${line}\n`);
  const replaced = standIns.map(({ place }) => pointerOf(place));
  const reads = read.reads.map(pointerOf).filter((pointer) => !replaced.includes(pointer));
  return { ...distillation.counts, unreadable, reads, standIns: replaced };
}

/** @throws DiffFailed `optionInvalid` where some policies are Gatekeeper's and others are not */
function areReviews(sides: readonly Side[], { paths = [], withhold = [] }: CorpusOptions): boolean {
  const [other] = sides.filter(({ constraints }) => constraints === undefined);
  if (other !== undefined && sides.every(({ constraints }) => constraints === undefined)) return false;
  if (other !== undefined) {
    const message = `${other.summary.label} has none of Gatekeeper's templates, and others have: make a corpus for each kind`;
    throw new DiffFailed("optionInvalid", message);
  }
  if (paths.length > 0) {
    const message = "which constraints are asked is said where the corpus is compared: leave out the paths";
    throw new DiffFailed("optionInvalid", message);
  }
  const odd = withhold.find((pointer) => !pointer.startsWith("/input/request/"));
  if (odd !== undefined) {
    const message = `withhold names what was logged, such as /input/request/userInfo, and not ${JSON.stringify(odd)}`;
    throw new DiffFailed("optionInvalid", message);
  }
  return true;
}

function keptByPath(
  policies: Parameters<typeof placesRead>[0],
  read: PlacesRead,
  places: readonly StandInPlace[],
): (path: string) => KeptAt {
  const ofRule: KeptAt = {
    kept: keptPlaces(read.reads, read.places),
    ofPackage: false,
    standIns: createStandIns(places),
  };
  // Names that only stand for a part of the input show it there.
  const ofPackage: KeptAt = {
    kept: keptPlaces(read.packageReads, read.places),
    ofPackage: true,
    standIns: undefined,
  };
  const known = new Map<string, KeptAt>();
  return (path) => {
    const found = known.get(path) ?? (isRuleAlone(policies, path, read.reads) ? ofRule : ofPackage);
    // A hostile log has any number of paths.
    if (known.size < maxPaths && path.length <= maxPathLength) known.set(path, found);
    return found;
  };
}

const maxPaths = 10_000;
const maxPathLength = 4_096;

function wantedBy({ paths = [], labels = {}, sample = 1, since, until }: CorpusOptions) {
  const selection = selectionOf(sample);
  const named = paths.map((path) => path.replace(/^\/+|\/+$/g, ""));
  return (event: Parameters<typeof selection.takes>[0]): boolean => {
    if (!selection.takes(event) || !hasLabels(event, labels)) return false;
    if (named.length > 0 && !(event.asked.kind !== "query" && named.includes(event.asked.path))) return false;
    const time = event.timestamp === null ? undefined : Date.parse(event.timestamp);
    return !(
      time !== undefined &&
      ((since !== undefined && time < since.getTime()) || (until !== undefined && time >= until.getTime()))
    );
  };
}
