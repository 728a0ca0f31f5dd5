import type { Block, Plan } from "../plan/plan.ts";
import { countMutations } from "./constants.ts";
import { commentText, functionName, index, literal, localName } from "./names.ts";
import { blockLines, type Scope } from "./statements.ts";

/** Names that every object inherits: a key of one of these needs a look whether it is the object's own. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** What generated code finds in the runtime. */
const runtimeNames = [
  "Collection",
  "isArray",
  "isObject",
  "isSet",
  "dot",
  "equal",
  "length",
  "scan",
  "array",
  "object",
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
  "spend",
  "memo",
  "functionsByPath",
] as const;

export type RuntimeName = (typeof runtimeNames)[number];

/**
 * The JavaScript of a plan: the body of a function with one parameter, `runtime`, that returns a Map from the names
 * of entry points to functions `(input, data) => results`.
 *
 * Texts of the policy are only ever string literals, or letters and digits in names and comments.
 *
 * @throws {Error} when the plan is not one that OPA writes
 */
export function generateJavaScript(plan: Plan): string {
  const strings = (plan.static?.strings ?? []).map(({ value }) => value);
  const files = (plan.static?.files ?? []).map(({ value }) => value);
  const functions = plan.funcs?.funcs ?? [];
  const names = new Map(functions.map(({ name }, position) => [name, functionName(position, name)]));
  const accessors = new Map<string, string>();
  const builtins = new Map<string, string>();
  const constants = new Map<string, string>();
  const shared = {
    strings,
    files,
    functionOf: (name: string) => names.get(name),
    builtinOf: (name: string) => {
      const known = builtins.get(name) ?? `builtin${builtins.size}_${name.replace(/\W+/g, "_").slice(0, 40)}`;
      builtins.set(name, known);
      return known;
    },
    constantOf: (code: string) => {
      const known = constants.get(code) ?? `constant${constants.size}`;
      constants.set(code, known);
      return known;
    },
    accessorOf: (key: string) => {
      const known = accessors.get(key) ?? `get${accessors.size}_${key.replace(/\W+/g, "_").slice(0, 40)}`;
      accessors.set(key, known);
      return known;
    },
  };
  const lines: string[] = [];
  for (const [position, { name, params, blocks, path }] of functions.entries()) {
    const generated = functionName(position, name);
    lines.push("", `// ${commentText(name)}`);
    // Rules take the two documents and nothing else: within one query they have one answer.
    lines.push(
      ...(params.length === 2
        ? memoised(generated, position, params, blocks, shared)
        : plain(generated, params, blocks, shared)),
    );
    if (path && path.length > 0)
      lines.push(`functionsByPath.set(${literal(JSON.stringify(path))}, ${generated});`);
  }
  const entries: string[] = ["", "const entrypoints = new Map();"];
  for (const { name, blocks } of plan.plans?.plans ?? []) {
    entries.push(`entrypoints.set(${literal(name)}, (l0, l1) => {`, "  const results = [];");
    entries.push(...body([0, 1], blocks, shared), "  return results;", "});");
  }
  return [
    '"use strict";',
    `const { ${runtimeNames.join(", ")} } = runtime;`,
    `const remembered = new Array(${functions.length});`,
    `const rememberedIn = new Array(${functions.length}).fill(-1);`,
    "",
    ...[...accessors].flatMap(([key, name]) => accessor(key, name)),
    ...[...builtins].map(([name, constant]) => `const ${constant} = builtin(${literal(name)});`),
    ...[...constants].map(([code, constant]) => `const ${constant} = ${code};`),
    ...lines,
    ...entries,
    "return entrypoints;",
    "",
  ].join("\n");
}

type Shared = Omit<Scope, "locals" | "fresh" | "mutations">;

function accessor(key: string, name: string): readonly string[] {
  const own = inherited.has(key)
    ? `(Object.hasOwn(value, ${literal(key)}) ? value[${literal(key)}] : undefined)`
    : `value[${literal(key)}]`;
  return [
    `const ${name} = (value) =>`,
    '  typeof value !== "object" || value === null || isArray(value) ? undefined',
    `    : value instanceof Collection ? dot(value, ${literal(key)}) : ${own};`,
  ];
}

function memoised(
  name: string,
  position: number,
  params: readonly number[],
  blocks: readonly Block[],
  shared: Shared,
): readonly string[] {
  const parameters = params.map(localName).join(", ");
  return [
    `function ${name}(${parameters}) {`,
    "  const { epoch } = memo;",
    `  if (rememberedIn[${position}] === epoch) return remembered[${position}];`,
    "  spend(1);",
    `  const value = ${name}_once(${parameters});`,
    `  rememberedIn[${position}] = epoch;`,
    `  return (remembered[${position}] = value);`,
    "}",
    ...plain(`${name}_once`, params, blocks, shared),
  ];
}

function plain(
  name: string,
  params: readonly number[],
  blocks: readonly Block[],
  shared: Shared,
): readonly string[] {
  return [
    `function ${name}(${params.map(localName).join(", ")}) {`,
    ...(params.length === 2 ? [] : ["  spend(1);"]),
    ...body(params, blocks, shared),
    "}",
  ];
}

function body(params: readonly number[], blocks: readonly Block[], shared: Shared): readonly string[] {
  let last = 0;
  const locals = new Set<string>();
  const scope: Scope = { ...shared, locals, mutations: countMutations(blocks), fresh: () => `b${last++}` };
  const lines = blocks.flatMap((block) => blockLines(block, scope, []));
  for (const param of params) locals.delete(localName(index(param)));
  const declared = locals.size === 0 ? [] : [`let ${[...locals].join(", ")};`];
  return [...declared, ...lines].map((line) => `  ${line}`);
}
