import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPlan, type OpaBinary, RegoCompileError, type RegoModules } from "../../src/index.ts";
import type { ConformanceCase } from "./cases.ts";

export const entrypoint = "bylaw_conformance/result";

export type PlannedCase =
  | { readonly kind: "plan"; readonly text: string }
  | { readonly kind: "refused"; readonly codes: readonly string[]; readonly message: string };

const keywords: ReadonlySet<string> = new Set([
  "data",
  "input",
  "true",
  "false",
  "null",
  "with",
  "as",
  "some",
  "not",
  "in",
]);

/** The case's modules, and one more whose rule collects the bindings of the query's variables. */
export function modulesOf(one: ConformanceCase, version: 0 | 1): Readonly<Record<string, string>> {
  const names = variables(one.query);
  const bindings = names.map((name) => `${JSON.stringify(name)}: ${name}`).join(", ");
  const input = one.input_term === undefined ? "" : ` with input as ${one.input_term}`;
  const query = expressions(one.query)
    .map((part) => `\t${part.trim()}${input}`)
    .join("\n");
  const head =
    version === 1
      ? `result contains {${bindings}} if`
      : `import future.keywords.in\nimport future.keywords.every\n\nresult[{${bindings}}]`;
  const own = `package bylaw_conformance\n\n${head} {\n${query}\n}\n`;
  const modules = (one.modules ?? []).map((text, position) => [`case-${position}.rego`, text]);
  return Object.fromEntries([...modules, ["conformance.rego", own]]);
}

/** The parts of a query; those with template strings are left whole, as semicolons may be inside. */
function expressions(query: string): readonly string[] {
  return query.includes('$"') ? [query] : query.split(/;|\n/).filter((part) => part.trim() !== "");
}

/** The variables of a query: what stands alone in it, or on the left of `=` where there are template strings. */
function variables(query: string): readonly string[] {
  const places = query.includes('$"') ? /(?:^|; )([a-z]\w*)(?= = )/g : /(?<![\w.])([A-Za-z_]\w*)(?![\w.([])/g;
  const bare = query.includes('$"') ? query : query.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const found = [...bare.matchAll(places)].map(([, name = ""]) => name);
  return [...new Set(found)].filter((name) => !keywords.has(name));
}

/** Plans a case, or reads the plan that an earlier run made. */
export async function planOfCase(opa: OpaBinary, one: ConformanceCase, version: 0 | 1): Promise<PlannedCase> {
  const modules = modulesOf(one, version);
  const key = createHash("sha256")
    .update(JSON.stringify([opa.version, version, modules]))
    .digest("hex");
  const folder = join(tmpdir(), "bylaw-conformance");
  const file = join(folder, `${key}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as PlannedCase;
  const planned = await plan(opa, { modules, regoVersion: version });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(planned));
  return planned;
}

async function plan(opa: OpaBinary, source: RegoModules): Promise<PlannedCase> {
  try {
    const { artefact } = await buildPlan(opa, source, { entrypoints: [entrypoint] });
    return { kind: "plan", text: artefact ?? "{}" };
  } catch (error) {
    const codes = error instanceof RegoCompileError ? error.errors.map(({ code }) => code) : [];
    return { kind: "refused", codes, message: String(error) };
  }
}
