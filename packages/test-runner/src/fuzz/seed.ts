import { createHash } from "node:crypto";
import { stringifyJson } from "@bylaw/engine/values";
import type { TestedPolicy } from "./tested-policy.ts";

const testsKey = Symbol.for("@bylaw/test-runner/tests");

interface Holder {
  [testsKey]?: string;
}

/** Tells the text of the test file that runs, so that it has a part in the seeds; the set-up file of vitest does. */
export function seedFromTests(text: string): void {
  (globalThis as Holder)[testsKey] = text;
}

/**
 * The seed of a run: the same code gives the same inputs and so the same verdict.
 *
 * @param claims what is tested of the policy
 * @returns a whole number, the hash of the policy and its tests
 */
export function seedOf({ source }: TestedPolicy, claims: readonly string[]): number {
  const hash = createHash("sha256");
  for (const [name, text] of Object.entries(source.modules)) hash.update(`${name}\0${text}\0`);
  hash.update(`${source.data === undefined ? "" : stringifyJson(source.data)}\0${claims.join("\0")}`);
  hash.update((globalThis as Holder)[testsKey] ?? "");
  return hash.digest().readUInt32BE(0) >>> 1;
}
