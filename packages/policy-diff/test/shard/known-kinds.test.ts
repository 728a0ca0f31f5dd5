import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createOpaEngine, findOpa } from "@bylaw/engine";
import { expect, test } from "vitest";
import { createBasis } from "../../src/basis.ts";
import { effectiveOptions } from "../../src/effective-options.ts";
import { decisionPreparer } from "../../src/replay/prepared-decision.ts";
import { type AlikeEvents, createAlikeEvents } from "../../src/shard/alike-events.ts";
import { compareShard } from "../../src/shard/compare-shard.ts";
import { beforeOf } from "../../src/shard/merged.ts";
import { loadSides } from "../../src/side/load-sides.ts";
import { folderWith, sample } from "../fixture.ts";

const nothing: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

/** Both halves of a log, in which nearly every line of the second is of a kind of the first. */
async function halves() {
  const recorded = readFileSync(join(sample, "decisions.ndjson"), "utf8")
    .split("\n")
    .filter((line) => line.includes('"decision_id":"'));
  const once = (half: string) =>
    recorded.map((line, index) =>
      line.replace(/"decision_id":"[^"]*"/, `"decision_id":"00000000-0000-4000-${half}-${index + 1e11}"`),
    );
  const [first, second] = [`${once("8000").join("\n")}\n`, `${once("9000").join("\n")}\n`];
  const cwd = folderWith({
    "base.rego": readFileSync(join(sample, "base.rego"), "utf8"),
    "head.rego": readFileSync(join(sample, "head.rego"), "utf8"),
  });
  const file = join(cwd, "log.ndjson");
  writeFileSync(file, first + second);
  const [middle, bytes] = [Buffer.byteLength(first), Buffer.byteLength(first + second)];
  const log = { name: "log.ndjson", file, bytes };
  const options = { base: "base.rego", head: "head.rego", decisions: ["log.ndjson"], cwd };
  const opa = await findOpa();
  const sides = await loadSides(options, opa, cwd);
  const basis = createBasis({
    sides,
    effective: effectiveOptions(options),
    prepare: decisionPreparer(opa, sides),
    make: undefined,
    opa: (source, entrypoints) => createOpaEngine(opa, source, entrypoints),
  });
  const compare = (range: { start: number; end: number }, alike: AlikeEvents | undefined) =>
    compareShard(basis, { ...log, range }, beforeOf(undefined, Number.POSITIVE_INFINITY), {
      stdin: nothing,
      alike,
    });
  return {
    basis,
    lines: recorded.length,
    compareFirst: (alike?: AlikeEvents) => compare({ start: 0, end: middle }, alike),
    compareSecond: (alike?: AlikeEvents) => compare({ start: middle, end: bytes }, alike),
  };
}

test("what another thread has learnt gives the same as parsing each event", async () => {
  const { basis, lines, compareFirst, compareSecond } = await halves();
  const teacher = createAlikeEvents(basis, true);
  await compareFirst(teacher);
  // As it comes to another thread.
  const known = structuredClone(teacher.known());
  const learner = createAlikeEvents(basis);
  learner.adopt(known);
  let taken = 0;
  const counting: AlikeEvents = {
    ...learner,
    take: (...line) => {
      const told = learner.take(...line);
      if (typeof told === "object") taken++;
      return told;
    },
  };
  const [told, exact] = [await compareSecond(counting), await compareSecond()];
  expect(taken).toBeGreaterThan(lines / 2);
  expect(told).toEqual(exact);
  // The lines are handed over once.
  expect(teacher.known().kinds).toEqual([]);
  expect(await compareSecond(teacher)).toEqual(exact);
});

test("a thread that was told of nothing learns by itself", async () => {
  const { basis, compareFirst } = await halves();
  const learner = createAlikeEvents(basis);
  learner.adopt({ paths: [], kinds: [] });
  expect(await compareFirst(learner)).toEqual(await compareFirst());
});
