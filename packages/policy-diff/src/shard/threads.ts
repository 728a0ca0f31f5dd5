import { Worker } from "node:worker_threads";
import type { EffectiveSettings } from "../effective-options.ts";
import { DiffFailed } from "../failure.ts";
import type { DiffOptions } from "../options.ts";
import type { Prepare } from "../replay/side-replayer.ts";
import type { Side } from "../side/side.ts";
import type { LogFile } from "../source/locate.ts";
import type { KnownKinds } from "./known-kinds.ts";
import type { Required } from "./merged.ts";
import type { Shard, ShardSummary } from "./shard.ts";

/** What a thread is given once, before all else. */
export interface ThreadData {
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly effective: EffectiveSettings;
  readonly opa: NonNullable<DiffOptions["opa"]>;
}

/** What the main thread says to a thread. */
export type ToThread =
  | { readonly kind: "begin"; readonly data: ThreadData }
  | ({ readonly kind: "compare" } & Task)
  | { readonly kind: "prepared"; readonly ask: number; readonly prepared: Awaited<ReturnType<Prepare>> };

/** A shard to compare. */
export interface Task {
  readonly log: LogFile;
  /** Whether it is asked what it learns of kinds. */
  readonly leads: boolean;
  /** What another has learnt, for one that begins. */
  readonly kinds: KnownKinds | undefined;
  /** What it is to know of the shards before it. */
  readonly known: Required | undefined;
  /** Unchanged events with a larger hash will not be in the sample. */
  readonly sampleBelow: number;
}

/** What a thread says. */
export type FromThread =
  | { readonly kind: "prepare"; readonly ask: number; readonly role: Side["role"]; readonly path: string }
  | {
      readonly kind: "compared";
      readonly summary: ShardSummary;
      /** Where it was asked, and told events apart. */
      readonly kinds: KnownKinds | undefined;
    };

/** Threads that compare shards. */
export interface Threads {
  readonly count: number;
  /** @param sampleBelow asked when a thread begins with the shard */
  compare(shard: Shard, known: Required | undefined, sampleBelow: () => number): Promise<ShardSummary>;
  close(): Promise<void>;
}

/** Threads that load what they run. They do not keep the process. */
export interface StartingThreads {
  readonly count: number;
  /** @param wanted how many are needed; the others end */
  begin(wanted: number, settings: ThreadSettings): Threads;
  close(): Promise<void>;
}

export interface ThreadSettings {
  readonly sides: ThreadData["sides"];
  readonly effective: EffectiveSettings;
  readonly opaPath: ThreadData["opa"];
  readonly prepare: Prepare;
}

interface Job {
  readonly shard: Shard;
  readonly known: Required | undefined;
  readonly sampleBelow: () => number;
  readonly done: (summary: ShardSummary) => void;
  readonly fail: (error: Error) => void;
}

/** What a thread may hold, over all that is outside of its heap. */
const maxHeapMegabytes = 1536;
/** Most of what it makes is gone with the event. */
const maxYoungMegabytes = 12;

/** Sources cannot be run as they are; tests on them compare in one thread, which gives the same. */
export function canUseThreads(): boolean {
  return import.meta.url.endsWith(".js");
}

/** Starts threads, which takes as long as to read policies: that is done meanwhile. */
export function startThreads(count: number): StartingThreads {
  const workers: Worker[] = [];
  for (let index = 0; index < count; index++) {
    const worker = new Worker(new URL("./thread.js", import.meta.url), {
      resourceLimits: {
        maxOldGenerationSizeMb: maxHeapMegabytes,
        maxYoungGenerationSizeMb: maxYoungMegabytes,
      },
    });
    worker.unref();
    workers.push(worker);
  }
  const end = (some: readonly Worker[]) => Promise.all(some.map((worker) => worker.terminate()));
  return {
    count,
    begin: (wanted, settings) => {
      // How they end is of no matter.
      end(workers.splice(wanted)).catch(() => undefined);
      return beginWith(workers, settings);
    },
    close: async () => {
      await end(workers);
    },
  };
}

function beginWith(workers: readonly Worker[], settings: ThreadSettings): Threads {
  const data: ThreadData = {
    sides: settings.sides,
    effective: settings.effective,
    opa: settings.opaPath,
  };
  const jobs: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  /** Those that have not begun, and what they begin with. */
  const fresh = new Set<Worker>();
  let kinds: KnownKinds | undefined;
  let failure: Error | undefined;

  const leads = ({ shard, known }: Job) => shard.leads && known === undefined;
  const give = () => {
    while (jobs.length > 0 && idle.length > 0 && ![...busy.values()].some(leads)) {
      const worker = idle.pop();
      const job = jobs.shift();
      if (worker === undefined || job === undefined) return;
      busy.set(worker, job);
      const begins = fresh.delete(worker);
      worker.postMessage({
        kind: "compare",
        log: job.shard.log,
        leads: leads(job),
        kinds: begins ? kinds : undefined,
        known: job.known,
        sampleBelow: job.sampleBelow(),
      } satisfies ToThread);
    }
  };
  const failAll = (error: Error) => {
    failure ??= error;
    for (const job of [...busy.values(), ...jobs.splice(0)]) job.fail(failure);
    busy.clear();
  };
  const hear = async (worker: Worker, message: FromThread) => {
    if (message.kind === "compared") {
      const job = busy.get(worker);
      busy.delete(worker);
      idle.push(worker);
      if (message.kinds !== undefined) kinds = message.kinds;
      give();
      job?.done(message.summary);
      return;
    }
    const prepared = await settings.prepare(message.role, message.path);
    worker.postMessage({ kind: "prepared", ask: message.ask, prepared } satisfies ToThread);
  };
  for (const worker of workers) {
    worker.ref();
    worker.postMessage({ kind: "begin", data } satisfies ToThread);
    worker.on("message", (message: FromThread) => {
      hear(worker, message).catch((error: unknown) => failAll(asError(error)));
    });
    worker.on("error", (error: unknown) => failAll(asError(error)));
    worker.on("exit", (code) => {
      if (code !== 0) failAll(new DiffFailed("engineFailed", `a thread ended with status ${code}`));
    });
    idle.push(worker);
    fresh.add(worker);
  }
  return {
    count: workers.length,
    compare: (shard, known, sampleBelow) =>
      new Promise((done, fail) => {
        if (failure !== undefined) return fail(failure);
        const job = { shard, known, sampleBelow, done, fail };
        // What is compared once more is waited for.
        if (known === undefined) jobs.push(job);
        else jobs.unshift(job);
        give();
      }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
