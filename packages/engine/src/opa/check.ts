import { createHash } from "node:crypto";
import type { OpaBinary } from "./binary.ts";
import type { Environment } from "./cache.ts";
import { cachedPolicy, keepPolicy } from "./policy-cache.ts";
import type { RegoError } from "./rego-error.ts";
import { identityOf } from "./remembered-text.ts";
import { checkRego, type RunOptions } from "./run.ts";

/** Modules that belong together, to be checked by themselves. */
export interface ModuleSet {
  /** File name → module text. */
  readonly modules: Readonly<Record<string, string>>;
  /** The package of a single module that calls no function of another package: it may be compiled beside others. */
  readonly package?: string;
}

export interface CheckOptions extends RunOptions {
  /** Whether sets in which nothing was wrong are remembered; they are when absent. */
  readonly cache?: boolean;
  /** Says where the cache is; `process.env` when absent. */
  readonly environment?: Environment;
}

/** Starting OPA costs more than compiling a module, and one run has a bounded time for all of its modules. */
const mostTogether = 64;

/**
 * Parses and compiles each set of modules, in strict mode. Sets that give a package are compiled in one run of OPA,
 * those of one package apart from each other; where that finds anything, each is compiled alone, so that what is told
 * is about the set and nothing else. A set in which nothing was wrong is not compiled again by the same OPA.
 *
 * @returns the errors of each set, in the order of the sets
 * @throws OpaRunError when OPA itself fails
 */
export async function checkEach(
  opa: OpaBinary,
  sets: readonly ModuleSet[],
  options: CheckOptions = {},
): Promise<readonly (readonly RegoError[])[]> {
  const { cache = true, environment = process.env, ...run } = options;
  const identity = cache ? await identityOf(opa) : undefined;
  const found: (readonly RegoError[])[] = sets.map(() => []);
  const unknown: Asked[] = [];
  for (const [at, set] of sets.entries()) {
    const key = identity === undefined ? undefined : keyOf(identity, set);
    if (key === undefined || !(await isClean(key, environment))) unknown.push({ at, set, key });
  }
  for (const batch of batchesOf(unknown)) {
    const areClean = batch.length > 1 && (await isCleanTogether(opa, batch, run));
    for (const { at, set, key } of batch) {
      const errors = areClean ? [] : await checkRego(opa, set, { ...run, strict: true });
      found[at] = errors;
      if (errors.length === 0 && key !== undefined) await keepPolicy(key, mark(key), environment, "check");
    }
  }
  return found;
}

interface Asked {
  readonly at: number;
  readonly set: ModuleSet;
  readonly key: string | undefined;
}

async function isCleanTogether(opa: OpaBinary, batch: readonly Asked[], run: RunOptions): Promise<boolean> {
  const modules = Object.fromEntries(
    batch.flatMap(({ at, set }) =>
      Object.entries(set.modules).map(([name, text]) => [`${at}/${name}`, text] as const),
    ),
  );
  try {
    return (await checkRego(opa, { modules }, { ...run, strict: true })).length === 0;
  } catch {
    // Too much for one run, perhaps: alone, each set has the time and the output of a run.
    return false;
  }
}

function batchesOf(asked: readonly Asked[]): readonly (readonly Asked[])[] {
  const batches: { readonly packages: Set<string>; readonly sets: Asked[] }[] = [];
  const alone: Asked[][] = [];
  for (const one of asked) {
    const name = one.set.package;
    if (name === undefined) {
      alone.push([one]);
      continue;
    }
    const open = batches.find(({ packages, sets }) => sets.length < mostTogether && !packages.has(name));
    if (open === undefined) batches.push({ packages: new Set([name]), sets: [one] });
    else {
      open.packages.add(name);
      open.sets.push(one);
    }
  }
  return [...batches.map(({ sets }) => sets), ...alone];
}

function keyOf(identity: string, { modules }: ModuleSet): string {
  return createHash("sha256")
    .update(JSON.stringify(["strict", identity, Object.values(modules)]))
    .digest("hex");
}

async function isClean(key: string, environment: Environment): Promise<boolean> {
  const kept = await cachedPolicy(key, environment, "check");
  return kept !== undefined && Buffer.from(mark(key)).equals(kept);
}

/** What is kept of a set: anything else in its place is as good as nothing. */
function mark(key: string): Uint8Array {
  return new TextEncoder().encode(`nothing wrong with ${key}\n`);
}
