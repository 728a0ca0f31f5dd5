import { once } from "node:events";
import { createWriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { randomNumbers, uuidOf } from "./make-log.ts";

/** Policies and a log. */
export interface DistinctGroups {
  readonly base: string;
  readonly head: string;
  readonly log: string;
}

/** Each set of as many reasons is a group of its own: a million of them take twenty. */
const reasons = 20;
/** Sets of that many reasons, but the empty one. */
const mostGroups = 2 ** reasons - 1;

/**
 * Writes a log in which each event changes in a way of its own, and all that a report counts is another in each: who
 * asks, for what, when, under which bundle, recorded by which OPA, and what a mask left out.
 *
 * @param groups how many events, up to 1,048,575
 */
export async function makeDistinctGroups(folder: string, groups: number): Promise<DistinctGroups> {
  if (groups > mostGroups) throw new Error(`at most ${mostGroups} groups can be made`);
  const names = Array.from({ length: reasons }, (_, bit) => `b${bit}`);
  const policy = (...rules: readonly string[]) => `package crowd\n\n${rules.join("\n\n")}\n`;
  const files = {
    base: join(folder, "base.rego"),
    head: join(folder, "head.rego"),
    log: join(folder, "log.ndjson"),
  };
  writeFileSync(files.base, policy('deny contains "never" if input.never == input.note'));
  writeFileSync(files.head, policy(...names.map((name) => `deny contains "${name}" if input.${name}`)));
  const output = createWriteStream(files.log, { highWaterMark: 1 << 22 });
  const random = randomNumbers(1);
  const start = Date.UTC(1970, 0, 1);
  for (let index = 1; index <= groups; index++) {
    const bits = names.flatMap((name, bit) => (((index >> bit) & 1) === 1 ? [[name, true] as const] : []));
    const event = {
      decision_id: uuidOf(random),
      path: "crowd/deny",
      timestamp: new Date(start + index * 3_600_000).toISOString(),
      labels: { id: uuidOf(random), version: `1.22.${index}` },
      bundles: { [`bundle-${index}`]: { revision: `revision-${index}` } },
      erased: [`/input/secret-${index}`],
      input: {
        user: { email: `user-${index}@example.org` },
        path: `/documents/${index}`,
        note: `${index} `.repeat(20),
        ...Object.fromEntries(bits),
      },
      result: [],
    };
    if (!output.write(`${JSON.stringify(event)}\n`)) await once(output, "drain");
  }
  await finished(output.end());
  return files;
}
