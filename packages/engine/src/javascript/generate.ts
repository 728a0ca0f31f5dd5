import type { Plan } from "../plan/plan.ts";
import { callGraphOf } from "./call-graph.ts";
import { entryLines, functionLines, type ModuleScope } from "./functions.ts";
import { commentText, functionName, index, literal } from "./names.ts";

/** What generated code finds in the runtime. */
const runtimeNames = [
  "isArray",
  "isObject",
  "isSet",
  "typeName",
  "dot",
  "equal",
  "length",
  "scanKeys",
  "scanValues",
  "anyKeys",
  "anyValues",
  "dataKeys",
  "dataValues",
  "array",
  "object",
  "objectOf",
  "set",
  "setOf",
  "append",
  "insert",
  "insertOnce",
  "addTo",
  "merge",
  "assignOnce",
  "upsert",
  "hasPath",
  "callByPath",
  "number",
  "dispatch",
  "spend",
  "memo",
] as const;

/**
 * The JavaScript of one function: the body of a function with two parameters that returns it. `runtime` is what all
 * of them work with, `unit` gives another function by its number, which has its code as `made` once `make()` ran.
 *
 * Texts of the policy are only ever string literals, or letters and digits in names and comments.
 */
export type UnitText = string;

/** The functions of a plan, each written only when it is asked for: a decision needs few of a large policy. */
export interface GeneratedModule {
  /** Entry points are functions `(input, data) => results`; the numbers of their units. */
  readonly entrypoints: ReadonlyMap<string, number>;
  /** The units of rules by the JSON of their path; empty where the plan calls none by path. */
  readonly unitsByPath: ReadonlyMap<string, number>;
  /** @throws {Error} when the function is not one that OPA writes */
  textOf(unit: number): UnitText;
}

/** @throws {Error} when the plan is not one that OPA writes */
export function generateJavaScript(plan: Plan): GeneratedModule {
  const functions = plan.funcs?.funcs ?? [];
  const { calling, callsByPath, replaced } = callGraphOf(plan);
  const strings = (plan.static?.strings ?? []).map(({ value }) => value);
  const files = (plan.static?.files ?? []).map(({ value }) => value);
  const numbers = new Map(functions.map(({ name }, position) => [name, position]));
  const nameOf = (unit: number, name: string) => functionName(unit, name);
  const writers: ((module: ModuleScope) => readonly string[])[] = functions.map((planned, position) => {
    const generated = nameOf(position, planned.name);
    return (module) => [
      `// ${commentText(planned.name)}`,
      ...functionLines(planned, generated, calling.get(planned.name) ?? "called", module),
      `return ${generated};`,
    ];
  });
  const entrypoints = new Map<string, number>();
  for (const { name, blocks } of plan.plans?.plans ?? []) {
    entrypoints.set(name, writers.length);
    writers.push((module) => [
      `// ${commentText(name)}`,
      "return (l0, l1) => {",
      "const results = [];",
      ...entryLines(blocks, module),
      "return results;",
      "};",
    ]);
  }
  const unitsByPath = new Map<string, number>();
  if (callsByPath)
    for (const [position, { path }] of functions.entries())
      if (path && path.length > 0) unitsByPath.set(JSON.stringify(path), position);
  return {
    entrypoints,
    unitsByPath,
    textOf: (unit) => {
      const [units, builtins, constants] = [new Names(), new Names(), new Names()];
      const lines = writers[unit]?.({
        strings,
        files,
        replaced,
        functionOf: (name) => {
          const position = numbers.get(name);
          return position === undefined
            ? undefined
            : units.named(`unit(${index(position)})`, () => nameOf(position, name));
        },
        builtinOf: (name) =>
          builtins.named(
            `runtime.builtin(${literal(name)})`,
            (count) => `builtin${count}_${name.replace(/\W+/g, "_").slice(0, 40)}`,
          ),
        constantOf: (code) => constants.named(code, (count) => `constant${count}`),
        partOf: (name, write) => {
          const part = writers.push((module) => [...write(module), `return ${name};`]) - 1;
          return units.named(`unit(${part})`, () => name);
        },
      });
      if (lines === undefined) throw new Error("the plan has no such function");
      const named = [units, builtins, constants].flatMap((names) => names.lines());
      return indented([
        '"use strict";',
        `const { ${runtimeNames.join(", ")} } = runtime;`,
        ...named,
        ...lines,
      ]);
    },
  };
}

/** Lines as a text; what ends with an opening bracket holds what follows, until a line begins with a closing one. */
function indented(lines: readonly string[]): string {
  let [text, indentation] = ["", ""];
  for (const line of lines) {
    if (line.startsWith("}") || line.startsWith("]")) indentation = indentation.slice(2);
    text += `${indentation}${line}\n`;
    if (line.endsWith("{") || line.endsWith("[")) indentation += "  ";
  }
  return text;
}

/** The names of constants of one function, each made when its code is first asked for. */
class Names {
  readonly #known = new Map<string, string>();

  named(code: string, make: (count: number) => string): string {
    const name = this.#known.get(code) ?? make(this.#known.size);
    this.#known.set(code, name);
    return name;
  }

  lines(): readonly string[] {
    return [...this.#known].map(([code, name]) => `const ${name} = ${code};`);
  }
}
