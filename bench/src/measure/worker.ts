// The program that measures one engine in a process of its own: it answers the requests of worker-process.ts.
import { setTimeout as sleep } from "node:timers/promises";
import type { OpaBinary, Query } from "@bylaw/engine";
import { queriesOf } from "../benchmark.ts";
import { type InProcessEngine, type InProcessName, inProcess } from "../engines/index.ts";
import type { Measured } from "./contestant.ts";
import { readFolder } from "./folder.ts";
import { peakMemory } from "./peak-memory.ts";
import type { Answer, Request } from "./worker-process.ts";

/** A pass that takes no less than this is not made longer: asking for the time costs nothing beside it. */
const longEnoughMs = 1;
const maxQueriesOfPass = 4_096;

const [engineName, folder = "", opaText = "{}"] = process.argv.slice(2);

/** Decides for so many seconds of processor time: the clock would give a busy machine less of a warm-up. */
async function timed(engine: InProcessEngine, queries: readonly Query[], seconds: number): Promise<Measured> {
  const before = process.cpuUsage();
  let [decisions, processorSeconds] = [0, 0];
  do {
    await engine.evaluate(queries);
    decisions += queries.length;
    const { user, system } = process.cpuUsage(before);
    processorSeconds = (user + system) / 1e6;
  } while (processorSeconds < seconds);
  return { decisions, processorSeconds };
}

/** The queries as often as a pass over them takes to be long enough. */
async function repeated(engine: InProcessEngine, queries: readonly Query[]): Promise<readonly Query[]> {
  let pass = queries;
  while (pass.length < maxQueriesOfPass) {
    if ((await timed(engine, pass, 0)).processorSeconds * 1000 >= longEnoughMs) break;
    pass = [...pass, ...pass];
  }
  return pass;
}

async function start(): Promise<(request: Request) => Promise<Answer>> {
  const { benchmark } = await readFolder(folder);
  const engine = await inProcess[engineName as InProcessName](benchmark, JSON.parse(opaText) as OpaBinary);
  const queries = queriesOf(benchmark);
  let pass: readonly Query[] | undefined;
  return async (request) => {
    switch (request.kind) {
      case "outcomes":
        return { kind: "outcomes", outcomes: await engine.evaluate(queries) };
      case "measure":
        pass ??= await repeated(engine, queries);
        return { kind: "measured", measured: await timed(engine, pass, request.seconds) };
      case "memory":
        return { kind: "memory", peakBytes: peakMemory("self") };
    }
  };
}

function send(answer: Answer): void {
  process.send?.(answer);
}

const failure = (error: unknown): Answer => ({
  kind: "failed",
  // The SDK throws texts and plain objects.
  message: error instanceof Error ? error.message : String(Object(error).message ?? error),
});

try {
  const answer = await start();
  process.on(
    "message",
    (request: Request) => void answer(request).then(send, (error) => send(failure(error))),
  );
  // Whoever asked has gone.
  process.on("disconnect", () => process.exit());
  send({ kind: "ready" });
} catch (error) {
  send(failure(error));
  // The message must be gone before the process is.
  await sleep(50);
  process.disconnect?.();
}
