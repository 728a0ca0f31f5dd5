import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@bylaw/engine";
import { parseJson, stringifyJson } from "@bylaw/engine/values";
import type { Benchmark } from "../benchmark.ts";

/** A benchmark as files, for the processes that measure it. Names are relative to the folder. */
export interface PreparedFolder {
  readonly path: string;
  readonly modules: readonly string[];
  readonly data: string;
  readonly inputs: string;
  /** OPA's plan; what `opa build` takes is not measured. */
  readonly plan: string;
}

const names = { data: "data.json", inputs: "inputs.json", plan: "plan.json" } as const;
const rest = "benchmark.json";
const firstInput = "first-input.json";

/** Calls `use` with a folder that holds the benchmark, and removes it afterwards. */
export async function withFolder<T>(
  benchmark: Benchmark,
  plan: string,
  use: (folder: PreparedFolder) => Promise<T>,
): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), "bylaw-bench-"));
  try {
    const { source, inputs, ...others } = benchmark;
    const { data, ...withoutData } = source;
    const modules: string[] = [];
    for (const [index, text] of Object.values(source.modules).entries()) {
      const name = `module-${index}.rego`;
      await writeFile(join(path, name), text);
      modules.push(name);
    }
    await writeFile(join(path, names.data), stringifyJson(data ?? {}));
    await writeFile(join(path, names.inputs), stringifyJson(inputs));
    await writeFile(join(path, firstInput), stringifyJson(inputs.slice(0, 1)));
    await writeFile(join(path, names.plan), plan);
    const document = { ...others, now: `${benchmark.now}`, source: withoutData };
    await writeFile(join(path, rest), JSON.stringify(document));
    return await use({ path, modules, ...names });
  } finally {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Reads what {@link withFolder} wrote.
 *
 * @param which all inputs, or the first alone, for a process that is not to hold the others
 */
export async function readFolder(
  path: string,
  which: "all" | "first" = "all",
): Promise<{ readonly benchmark: Benchmark; readonly plan: string }> {
  const text = (name: string) => readFile(join(path, name), "utf8");
  const others = JSON.parse(await text(rest)) as Benchmark & { readonly now: string };
  const data = parseJson(await text(names.data));
  const inputs = parseJson(await text(which === "all" ? names.inputs : firstInput)) as readonly Json[];
  const benchmark = { ...others, now: BigInt(others.now), inputs, source: { ...others.source, data } };
  return { benchmark, plan: await text(names.plan) };
}
