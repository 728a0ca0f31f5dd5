import type { Block, Plan } from "../plan/plan.ts";
import { callingOf, replacedLocals } from "./call-graph.ts";
import { entryLines, functionLines, type ModuleScope } from "./functions.ts";
import { commentText, functionName, literal } from "./names.ts";

/** What generated code finds in the runtime. */
const runtimeNames = [
  "isArray",
  "isObject",
  "isSet",
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
  "builtin",
  "number",
  "dispatch",
  "spend",
  "memo",
  "functionsByPath",
] as const;

/**
 * The JavaScript of a plan: the body of a function with one parameter, `runtime`, that returns a Map from the names
 * of entry points to functions `(input, data) => results`.
 *
 * Texts of the policy are only ever string literals, or letters and digits in names and comments.
 *
 * @throws {Error} when the plan is not one that OPA writes
 */
export function generateJavaScript(plan: Plan): string {
  const functions = plan.funcs?.funcs ?? [];
  const names = new Map(functions.map(({ name }, position) => [name, functionName(position, name)]));
  const calling = callingOf(plan);
  const builtins = new Map<string, string>();
  const constants = new Map<string, string>();
  const module: ModuleScope = {
    strings: (plan.static?.strings ?? []).map(({ value }) => value),
    files: (plan.static?.files ?? []).map(({ value }) => value),
    replaced: replacedLocals(plan),
    functionOf: (name) => names.get(name),
    builtinOf: (name) =>
      named(builtins, name, (count) => `builtin${count}_${name.replace(/\W+/g, "_").slice(0, 40)}`),
    constantOf: (code) => named(constants, code, (count) => `constant${count}`),
  };
  const lines: string[] = [];
  for (const [position, planned] of functions.entries()) {
    const { name, path } = planned;
    const generated = functionName(position, name);
    lines.push("", `// ${commentText(name)}`);
    for (const line of functionLines(planned, generated, calling.get(name) ?? "called", module))
      lines.push(line);
    if (path && path.length > 0)
      lines.push(`functionsByPath.set(${literal(JSON.stringify(path))}, ${generated});`);
  }
  const entries = (plan.plans?.plans ?? []).flatMap(({ name, blocks }) => entry(name, blocks, module));
  return [
    '"use strict";',
    `const { ${runtimeNames.join(", ")} } = runtime;`,
    ...[...builtins].map(([name, constant]) => `const ${constant} = builtin(${literal(name)});`),
    ...[...constants].map(([code, constant]) => `const ${constant} = ${code};`),
    ...lines,
    "",
    "const entrypoints = new Map();",
    ...entries,
    "return entrypoints;",
    "",
  ].join("\n");
}

function entry(name: string, blocks: readonly Block[], module: ModuleScope): readonly string[] {
  return [
    `entrypoints.set(${literal(name)}, (l0, l1) => {`,
    "  const results = [];",
    ...entryLines(blocks, module).map((line) => `  ${line}`),
    "  return results;",
    "});",
  ];
}

/** The name that something has in the module, made when it is first asked for. */
function named(known: Map<string, string>, key: string, make: (count: number) => string): string {
  const name = known.get(key) ?? make(known.size);
  known.set(key, name);
  return name;
}
