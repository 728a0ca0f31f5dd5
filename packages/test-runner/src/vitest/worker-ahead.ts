import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PoolOptions, PoolWorker, WorkerRequest } from "vitest/node";

/** Vitest's pool of that name, whose workers are processes too. */
const name = "forks, started ahead";
/** Milliseconds that a process has to end by itself. */
const patience = 500;

/** The processes of a vitest that watches. */
export interface WorkersAhead {
  /** What vitest takes for a pool. */
  readonly pool: {
    readonly name: string;
    readonly createPoolWorker: (options: PoolOptions) => PoolWorker;
  };
  /** Ends the process that waits. */
  close(): void;
}

interface Waiting {
  readonly child: ChildProcess;
  /** The same for workers that may have it. */
  readonly key: string;
}

/**
 * Workers as those of vitest's pool `forks`, a process for each run, but that the next one is started when one ends: a
 * run that somebody waits for finds it there, with the engines loaded. No module of a repository is.
 */
export function workersAhead(): WorkersAhead {
  let waiting: Waiting | undefined;
  let isClosed = false;
  const started = (options: PoolOptions): ChildProcess => {
    const found = waiting;
    waiting = undefined;
    if (found?.key === keyOf(options) && isReady(found.child)) return found.child;
    found?.child.kill();
    return newProcess(options, false);
  };
  const ended = (options: PoolOptions): void => {
    if (isClosed || (waiting !== undefined && isReady(waiting.child))) return;
    waiting = { child: newProcess(options, true), key: keyOf(options) };
    // It is asked for again, or not missed.
    waiting.child.on("error", () => undefined);
  };
  return {
    pool: { name, createPoolWorker: (options) => new ProcessWorker(options, started, ended) },
    close: () => {
      isClosed = true;
      waiting?.child.kill();
      waiting = undefined;
    },
  };
}

/** @param loads whether it loads ahead what tests need; sources, which Node.js cannot load, it does not */
function newProcess({ distPath, env, execArgv }: PoolOptions, loads: boolean): ChildProcess {
  const worker = join(distPath, "workers/forks.js");
  const options: ForkOptions = { env, execArgv, stdio: "pipe", serialization: "advanced" };
  return loads && !import.meta.url.endsWith(".ts")
    ? fork(new URL("./worker-process.js", import.meta.url), [pathToFileURL(worker).href], options)
    : fork(worker, [], options);
}

function isReady({ connected, exitCode, signalCode }: ChildProcess): boolean {
  return connected && exitCode === null && signalCode === null;
}

function keyOf({ distPath, env, execArgv }: PoolOptions): string {
  return JSON.stringify([distPath, execArgv, Object.entries(env).sort()]);
}

class ProcessWorker implements PoolWorker {
  readonly name = name;
  readonly cacheFs = true;
  readonly #options: PoolOptions;
  readonly #started: (options: PoolOptions) => ChildProcess;
  readonly #ended: (options: PoolOptions) => void;
  #child: ChildProcess | undefined;

  constructor(
    options: PoolOptions,
    started: (options: PoolOptions) => ChildProcess,
    ended: (options: PoolOptions) => void,
  ) {
    this.#options = options;
    this.#started = started;
    this.#ended = ended;
  }

  async start(): Promise<void> {
    this.#child ??= this.#started(this.#options);
    const { outputStream, errorStream } = this.#options.project.vitest.logger;
    this.#child.stdout?.pipe(outputStream, { end: false });
    this.#child.stderr?.pipe(errorStream, { end: false });
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#child = undefined;
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, "exit");
      const timer = setTimeout(() => child.kill("SIGKILL"), patience);
      child.kill();
      await exit;
      clearTimeout(timer);
    }
    this.#ended(this.#options);
  }

  on(event: string, callback: (argument: unknown) => void): void {
    this.#process.on(event, callback);
  }

  off(event: string, callback: (argument: unknown) => void): void {
    this.#process.off(event, callback);
  }

  send(message: WorkerRequest): void {
    this.#process.send(message);
  }

  deserialize(data: unknown): unknown {
    return data;
  }

  get #process(): ChildProcess {
    if (this.#child === undefined) throw new Error("the process of a worker has not been started");
    return this.#child;
  }
}
