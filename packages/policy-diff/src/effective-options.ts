import { availableParallelism } from "node:os";
import type { Engine } from "@bylaw/engine";
import { placeBelowInput } from "./event/place.ts";
import { DiffFailed } from "./failure.ts";
import type { DiffOptions } from "./options.ts";
import type { Clock } from "./replay/replay-batch.ts";
import type { FailOn, OnError, Polarity } from "./report/report.ts";
import type { SearchSettings } from "./search/searched.ts";

/** The options with their defaults filled in, and found valid. */
export interface EffectiveSettings {
  readonly engine: Engine["name"];
  readonly decisions: readonly string[];
  readonly paths: readonly string[];
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly polarity: Readonly<Record<string, Polarity>>;
  readonly failOn: readonly FailOn[];
  readonly onError: OnError;
  readonly minComparable: number;
  readonly confirmSample: number;
  readonly rowsValues: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly sample: number;
  readonly limit: number | null;
  readonly unwrap: readonly string[];
  readonly workers: number;
  readonly shardBytes: number | null;
  readonly search: SearchSettings | undefined;
  readonly clock: Clock;
  /** JSON pointers to places of the input whose values are shown. */
  readonly reveal: readonly string[];
}

const maxWorkers = 256;
const maxConfirmSample = 100_000;
const maxSearchSeconds = 24 * 3_600;

/** @throws DiffFailed `optionInvalid` */
export function effectiveOptions(options: DiffOptions): EffectiveSettings {
  const minComparable = options.minComparable ?? 0.95;
  if (!(minComparable >= 0 && minComparable <= 1)) {
    throw new DiffFailed("optionInvalid", "minComparable must be between 0 and 1 (0.95 for 95 %)");
  }
  const confirmSample = options.confirmSample ?? 200;
  if (!Number.isSafeInteger(confirmSample) || confirmSample < 0 || confirmSample > maxConfirmSample) {
    throw new DiffFailed("optionInvalid", `confirmSample must be a whole number up to ${maxConfirmSample}`);
  }
  const sample = options.sample ?? 1;
  if (!(sample > 0 && sample <= 1))
    throw new DiffFailed("optionInvalid", "sample must be over 0 and at most 1 (0.1 for 10 %)");
  const limit = options.limit ?? null;
  if (limit !== null && !(Number.isSafeInteger(limit) && limit > 0))
    throw new DiffFailed("optionInvalid", "limit must be a whole number of events");
  const unwrap = options.unwrap ?? [];
  const unrooted = unwrap.find((pointer) => !pointer.startsWith("/"));
  if (unrooted !== undefined)
    throw new DiffFailed(
      "optionInvalid",
      `unwrap takes JSON pointers such as /payload/line, not ${JSON.stringify(unrooted)}`,
    );
  const reveal = options.reveal ?? [];
  const odd = reveal.find((pointer) => placeBelowInput(pointer) === undefined);
  if (odd !== undefined)
    throw new DiffFailed(
      "optionInvalid",
      `reveal takes pointers such as /input/user/email, not ${JSON.stringify(odd)}`,
    );
  const workers = options.workers ?? Math.min(availableParallelism(), maxWorkers);
  if (!(Number.isSafeInteger(workers) && workers > 0 && workers <= maxWorkers))
    throw new DiffFailed("optionInvalid", `workers must be a whole number from 1 to ${maxWorkers}`);
  const shardBytes = options.shardBytes ?? null;
  if (shardBytes !== null && !(Number.isSafeInteger(shardBytes) && shardBytes > 0))
    throw new DiffFailed("optionInvalid", "shardBytes must be a whole number of bytes");
  const search = searchSettings(options.search);
  const otherOpa = options.baseOpa !== undefined || options.headOpa !== undefined;
  if (otherOpa && search !== undefined)
    throw new DiffFailed(
      "optionInvalid",
      "a search does not compare two versions of OPA: leave out one of them",
    );
  if (options.objects !== undefined && options.decisions.includes("-"))
    throw new DiffFailed(
      "optionInvalid",
      "objects and decisions from standard input cannot be read in one run",
    );
  if (options.decisions.length === 0 && search === undefined && options.objects === undefined)
    throw new DiffFailed("decisionsNotFound", "no recorded decisions are named, and no search is asked for");
  return {
    engine: otherOpa ? "opa" : (options.engine ?? "javascript"),
    decisions: options.decisions,
    paths: (options.paths ?? []).map((path) => path.replace(/^\/+|\/+$/g, "")),
    since: validDate(options.since, "since"),
    until: validDate(options.until, "until"),
    polarity: options.polarity ?? {},
    failOn: options.failOn ?? [],
    onError: options.onError ?? "deny",
    minComparable,
    confirmSample,
    rowsValues: options.rowsValues ?? false,
    labels: options.labels ?? {},
    sample,
    limit,
    unwrap,
    workers,
    shardBytes,
    search,
    clock: options.clock ?? "recorded",
    reveal,
  };
}

function searchSettings(search: DiffOptions["search"]): SearchSettings | undefined {
  if (search === undefined) return undefined;
  const { inputs: runs, seed = 1, ...rest } = search;
  const { seconds } = rest;
  if (seconds === undefined && runs === undefined)
    throw new DiffFailed("optionInvalid", "a search needs a time or a number of inputs");
  if (seconds !== undefined && !(seconds > 0 && seconds <= maxSearchSeconds))
    throw new DiffFailed("optionInvalid", `a search takes up to ${maxSearchSeconds} seconds`);
  if (runs !== undefined && !(Number.isSafeInteger(runs) && runs > 0))
    throw new DiffFailed("optionInvalid", "the inputs of a search must be a whole number");
  if (!Number.isSafeInteger(seed)) throw new DiffFailed("optionInvalid", "the seed must be a whole number");
  return { ...rest, seconds, runs, seed };
}

function validDate(date: Date | undefined, name: string): Date | undefined {
  if (date !== undefined && Number.isNaN(date.getTime())) {
    throw new DiffFailed("optionInvalid", `${name} is not a time`);
  }
  return date;
}

/** The places that are revealed, below the input. */
export function revealedPlaces({
  reveal,
}: Pick<EffectiveSettings, "reveal">): readonly (readonly string[])[] {
  return reveal.flatMap((pointer) => {
    const place = placeBelowInput(pointer);
    return place === undefined ? [] : [place];
  });
}
