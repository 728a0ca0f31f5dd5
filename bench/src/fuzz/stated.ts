import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { createCompiler } from "@bylaw/compiler";
import type { Json } from "@bylaw/engine";
import { type Property, type PropertyRun, type TestedPolicy, testedPolicy } from "@bylaw/test-runner";
import { runnerImport } from "vite";

/** A policy of an example, with what its tests claim of it. */
export interface StatedPolicy {
  /** `envoy-istio/authz`. */
  readonly name: string;
  readonly policy: TestedPolicy;
  readonly run: Omit<PropertyRun, "data" | "rego">;
  /** Its data documents, where they are the same for all inputs. */
  readonly data?: Json;
  readonly stated: readonly Property[];
}

interface Stated {
  readonly run: PropertyRun;
  readonly stated: readonly Property[];
}

/**
 * Loads the policies of an example, and the properties that `test/properties.ts` states of them. Both are run.
 *
 * @param folder of the example, or of a copy of it
 * @param example its name
 * @param only the file of one policy, without its ending
 * @throws {Error} when a policy does not compile
 */
export async function statedPolicies(
  folder: string,
  example: string,
  only?: string,
): Promise<readonly StatedPolicy[]> {
  const compiler = createCompiler();
  const properties = await propertiesOf(folder);
  const files = readdirSync(join(folder, "policies"))
    .filter((name) => name.endsWith(".ts"))
    .sort();
  const found: StatedPolicy[] = [];
  for (const file of files) {
    const name = basename(file, ".ts");
    if (only !== undefined && name !== only) continue;
    const entry = join(folder, "policies", file);
    const compilation = compiler.compile({ entry });
    if (!compilation.ok) {
      // A part of other policies.
      if (compilation.diagnostics.every(({ code }) => code === "BYL1002")) continue;
      throw new Error(`${entry} does not compile: ${compilation.diagnostics[0]?.message}`);
    }
    const { run = {}, stated = [] } = properties[name] ?? {};
    const { data, rego: _, ...rest } = run;
    const module = await imported<{ readonly default: Parameters<typeof testedPolicy>[0] }>(entry);
    found.push({
      name: `${example}/${name}`,
      policy: testedPolicy(module.default, {
        artefact: compilation.policy,
        ...(data === undefined ? {} : { data }),
      }),
      run: rest,
      ...(data === undefined ? {} : { data }),
      stated,
    });
  }
  return found;
}

async function propertiesOf(folder: string): Promise<Readonly<Record<string, Stated>>> {
  const file = join(folder, "test", "properties.ts");
  if (!existsSync(file)) return {};
  return (await imported<{ readonly properties: Readonly<Record<string, Stated>> }>(file)).properties;
}

async function imported<T>(file: string): Promise<T> {
  const { module } = await runnerImport<T>(file, { configFile: false, logLevel: "error" });
  return module;
}
