import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import { finished } from "node:stream/promises";

/**
 * Writes a decision log of any length from recorded lines, again and again in a random order that is the same each
 * time. Every event has an id and a time of its own; what a policy decides on stays as it was recorded.
 *
 * @param recorded a file with one decision a line
 */
export async function makeLog(recorded: string, file: string, events: number): Promise<void> {
  const lines = readFileSync(recorded, "utf8")
    .split("\n")
    .filter((line) => line.includes('"decision_id":"') && line.endsWith("}"));
  if (lines.length === 0) throw new Error(`${recorded} holds no decisions`);
  const output = createWriteStream(file, { highWaterMark: 1 << 22 });
  const random = randomNumbers(1);
  const start = Date.UTC(2026, 0, 1);
  for (let index = 0; index < events; index++) {
    const line = lines[Math.floor(random() * lines.length)] ?? "";
    const time = new Date(start + Math.floor(index / 2)).toISOString();
    const event = line
      .replace(/"decision_id":"[^"]*"/, `"decision_id":"${uuidOf(random)}"`)
      .replace(/"timestamp":"[^"]*"/, `"timestamp":"${time}"`);
    if (!output.write(`${event}\n`)) await once(output, "drain");
  }
  await finished(output.end());
}

/** A UUID of version 4. */
export function uuidOf(random: () => number): string {
  const digits = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0"),
  ).join("");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

/** Mulberry32: small, and the same everywhere. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
