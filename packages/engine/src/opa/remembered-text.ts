import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { OpaBinary } from "./binary.ts";
import type { Environment } from "./cache.ts";
import { cachedPolicy, keepPolicy } from "./policy-cache.ts";

/** Whether and where it is remembered what OPA said. */
export interface RememberOptions {
  /** True when absent. */
  readonly cache?: boolean;
  /** `process.env` when absent; says where the cache is. */
  readonly environment?: Environment;
}

/** What tells one OPA from another: somebody's own may have builtins of its own, and the same version. */
export async function identityOf({ path, version }: OpaBinary): Promise<string | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return JSON.stringify([version, path, size, mtimeMs]);
  } catch {
    return undefined;
  }
}

/**
 * A text that is made once for all that it follows from, and then read from the cache folder. Errors are never
 * remembered.
 *
 * @param from what it follows from, beside the binary
 * @param make asks OPA
 */
export async function rememberedText(
  opa: OpaBinary,
  kind: "capabilities" | "prepared",
  from: readonly unknown[],
  { cache = true, environment = process.env }: RememberOptions,
  make: () => Promise<string>,
): Promise<string> {
  const identity = cache ? await identityOf(opa) : undefined;
  if (identity === undefined) return make();
  const key = sumOf(JSON.stringify([kind, identity, ...from]));
  const kept = await cachedPolicy(key, environment, kind);
  const known = kept && textWithSum(kept);
  if (known !== undefined) return known;
  const text = await make();
  await keepPolicy(key, withSum(text), environment, kind);
  return text;
}

/** A file with a text that begins with its sum. */
export function withSum(text: string): Uint8Array {
  return new TextEncoder().encode(sumOf(text) + text);
}

const sumLength = 64;

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The text of such a file; undefined when it is damaged. */
export function textWithSum(file: Uint8Array): string | undefined {
  const whole = new TextDecoder().decode(file);
  const text = whole.slice(sumLength);
  return whole.slice(0, sumLength) === sumOf(text) ? text : undefined;
}
