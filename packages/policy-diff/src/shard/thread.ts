import { parentPort } from "node:worker_threads";
import { createEngine } from "@bylaw/engine";
import { type Basis, createBasis } from "../basis.ts";
import type { PreparedDecision } from "../replay/prepared-decision.ts";
import { type AlikeEvents, canCountAlike, createAlikeEvents } from "./alike-events.ts";
import { compareShard } from "./compare-shard.ts";
import { beforeOf } from "./merged.ts";
import type { FromThread, ThreadData, ToThread } from "./threads.ts";

// The program of a thread: it compares the shards that it is given, one at a time.

const port = parentPort;
if (port === null) throw new Error("this program runs in a thread of bylaw diff");

const asked = new Map<number, (prepared: PreparedDecision) => void>();
let asks = 0;
const say = (message: FromThread, transfer: readonly ArrayBuffer[] = []) =>
  port.postMessage(message, [...transfer]);

const basisOf = ({ sides, effective, opa }: ThreadData) =>
  createBasis({
    sides,
    effective,
    make: undefined,
    opa: (source, entrypoints) => createEngine("opa", source, entrypoints, { opa }),
    // Only one thread has OPA plan each decision.
    prepare: (role, path) =>
      new Promise((done) => {
        asked.set(++asks, done);
        say({ kind: "prepare", ask: asks, role, path });
      }),
  });
let basis: Basis | undefined;
let alike: AlikeEvents | undefined;
const nothing: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

port.on("message", (message: ToThread) => {
  if (message.kind === "begin") {
    basis = basisOf(message.data);
    return;
  }
  if (message.kind === "prepared") {
    asked.get(message.ask)?.(message.prepared);
    asked.delete(message.ask);
    return;
  }
  if (basis === undefined) throw new Error("a thread is asked before it has begun");
  const { leads, kinds } = message;
  const before = beforeOf(message.known, message.sampleBelow);
  if (canCountAlike(basis)) alike ??= createAlikeEvents(basis, leads);
  if (kinds !== undefined) alike?.adopt(kinds);
  compareShard(basis, message.log, before, { stdin: nothing, alike }).then(
    (summary) =>
      say({ kind: "compared", summary, kinds: leads ? alike?.known() : undefined }, [
        summary.comparison.ids.words.buffer,
      ]),
    (error: unknown) => {
      // Reaches the main thread as the error of this one.
      setImmediate(() => {
        throw error;
      });
    },
  );
});
