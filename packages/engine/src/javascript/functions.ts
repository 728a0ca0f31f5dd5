import type { Block, Local, Operand, PlanFunction } from "../plan/plan.ts";
import { type GuardedBody, type Section, sectionsOf } from "./bodies.ts";
import type { Calling } from "./call-graph.ts";
import { lazyCall } from "./calls.ts";
import { plainObjects } from "./constants.ts";
import { Facts } from "./facts.ts";
import { liveLocals } from "./live-locals.ts";
import { index, localName } from "./names.ts";
import { readCode } from "./reads.ts";
import { blockTrees, sharedLength } from "./shared-starts.ts";
import { type Scope, treeLines } from "./statements.ts";
import { type Survey, surveyOf } from "./survey.ts";
import { usesOf } from "./uses.ts";

/** What all functions of a module share. */
export interface ModuleScope
  extends Pick<Scope, "strings" | "files" | "functionOf" | "builtinOf" | "constantOf"> {
  /** Whether some `with` puts something else in the place of a document. */
  readonly replaced: ReadonlySet<Local>;
  /** The name of a generated function of this name, which is written when it is first called. */
  readonly partOf: (name: string, write: (module: ModuleScope) => readonly string[]) => string;
}

// Statements in one generated function: V8 does not optimise what is much larger.
const largestFunction = 400;
const largestPart = 400;

/** The lines of one planned function. */
export function functionLines(
  planned: PlanFunction,
  name: string,
  calling: Calling,
  module: ModuleScope,
): readonly string[] {
  const { params, blocks } = planned;
  const survey = surveyOf(blocks);
  const sections = sectionsOf(planned, module.strings, survey);
  const isSmall = survey.sizeOf(blocks) <= largestFunction && sections.every(({ kind }) => kind === "blocks");
  const body = isSmall
    ? { lines: wholeLines(params, blocks, survey, module) }
    : partLines(name, params, sections, survey, module);
  const parameters = params.map(localName).join(", ");
  return [...(body.tables ?? []), ...callingLines(name, parameters, calling), ...body.lines, closing];
}

/** The lines of an entry point, a function of the two documents. */
export function entryLines(blocks: readonly Block[], module: ModuleScope): readonly string[] {
  return wholeLines([0, 1], blocks, surveyOf(blocks), module);
}

// V8 compiles a function in parentheses at once; others it reads twice, as it compiles them when they are called.
const opening = (name: string, parameters: string) => `const ${name} = (function ${name}(${parameters}) {`;
const closing = "});";

/** The head of the function, and the one around it that remembers the answer. */
function callingLines(name: string, parameters: string, calling: Calling): readonly string[] {
  if (calling === "called" || calling === "once") return [opening(name, parameters), "spend(1);"];
  const once = `${name}_once`;
  if (calling === "rememberedByArgument") {
    const argument = parameters.split(", ").at(-1) ?? "";
    return [
      `const ${name}_known = new Map();`,
      `let ${name}_epoch = -1;`,
      `function ${name}(${parameters}) {`,
      `if (typeof ${argument} !== "string") return ${once}(${parameters});`,
      "const { epoch } = memo;",
      `if (${name}_epoch !== epoch) {`,
      `${name}_known.clear();`,
      `${name}_epoch = epoch;`,
      "}",
      `let value = ${name}_known.get(${argument});`,
      `if (value !== undefined || ${name}_known.has(${argument})) return value;`,
      `value = ${once}(${parameters});`,
      `${name}_known.set(${argument}, value);`,
      "return value;",
      "}",
      opening(once, parameters),
      "spend(1);",
    ];
  }
  if (calling === "constant")
    return [
      `let ${name}_value;`,
      `function ${name}(${parameters}) {`,
      `if (${name}_value === undefined) ${name}_value = ${once}(${parameters});`,
      `return ${name}_value;`,
      "}",
      opening(once, parameters),
      "spend(1);",
    ];
  return [
    `let ${name}_value;`,
    `let ${name}_epoch = -1;`,
    `function ${name}(${parameters}) {`,
    "const { epoch } = memo;",
    `if (${name}_epoch === epoch) return ${name}_value;`,
    `const value = ${once}(${parameters});`,
    `${name}_epoch = epoch;`,
    `return (${name}_value = value);`,
    "}",
    opening(once, parameters),
    "spend(1);",
  ];
}

interface BodyLines {
  readonly lines: readonly string[];
  /** What the lines choose functions from. */
  readonly tables?: readonly string[];
}

function wholeLines(
  params: readonly Local[],
  blocks: readonly Block[],
  survey: Survey,
  module: ModuleScope,
): readonly string[] {
  return new FunctionWriter({ params, survey, framed: new Set() }, blocks, module).lines(blocks);
}

/** What is known of a planned function as a whole. */
interface FunctionScope {
  readonly params: readonly Local[];
  readonly survey: Survey;
  readonly framed: ReadonlySet<Local>;
}

/** Blocks that become one function each, or stay where they are, or are dispatched to. */
type Part =
  | { readonly kind: "part"; readonly blocks: readonly Block[] }
  | { readonly kind: "inline"; readonly blocks: readonly Block[] }
  | Extract<Section, { kind: "dispatch" }>;

function inParts(sections: readonly Section[], { params, survey }: FunctionScope): readonly Part[] {
  const parts: Part[] = [];
  let waiting: Block[] = [];
  const end = () => {
    for (const blocks of cut(waiting, params, survey)) parts.push({ kind: "part", blocks });
    waiting = [];
  };
  for (const section of sections) {
    if (section.kind === "dispatch") {
      end();
      parts.push(section);
    } else if (section.blocks.some((block) => survey.returns(block))) {
      end();
      parts.push({ kind: "inline", blocks: section.blocks });
    } else waiting.push(...section.blocks);
  }
  end();
  return parts;
}

/** Cuts blocks into runs that are small enough, of which those that share their start are counted as they are written. */
function cut(
  blocks: readonly Block[],
  params: readonly Local[],
  survey: Survey,
): readonly (readonly Block[])[] {
  const runs: Block[][] = [];
  let [run, size]: [Block[], number] = [[], 0];
  for (const block of blocks) {
    const own = survey.sizeOf([block]);
    const before = run.at(-1);
    const added = before === undefined ? own : own - sharedLength(before, block, params);
    if (before === undefined || size + added > largestPart) {
      [run, size] = [[], 0];
      runs.push(run);
    }
    size += run.length === 0 ? own : added;
    run.push(block);
  }
  return runs;
}

function partLines(
  name: string,
  params: readonly Local[],
  sections: readonly Section[],
  survey: Survey,
  module: ModuleScope,
): BodyLines {
  const framed = new Set([...survey.shared].filter((local) => !params.includes(local)));
  const scope = { params, survey, framed };
  const parts = inParts(sections, scope);
  const [lines, tables]: [string[], string[]] = [[], []];
  const operands = [...params.map(localName), "frame"];
  let count = 0;
  const part = (blocks: readonly Block[], within: ModuleScope): string => {
    const partName = `${name}_part${count++}`;
    return within.partOf(partName, (own) => {
      const runs = cut(blocks, params, survey);
      const written =
        runs.length <= 1
          ? new FunctionWriter(scope, blocks, own).lines(blocks)
          : runs.map((run) => `${lazyCall(part(run, own), operands)};`);
      return [opening(partName, operands.join(", ")), ...written, closing];
    });
  };
  const inlined = parts.flatMap((one) => (one.kind === "inline" ? one.blocks : []));
  const inline = new FunctionWriter(scope, inlined, module);
  for (const one of parts) {
    switch (one.kind) {
      case "part":
        lines.push(`${lazyCall(part(one.blocks, module), operands)};`);
        break;
      case "inline":
        lines.push(...inline.statements(one.blocks));
        break;
      case "dispatch": {
        const table = `${name}_bodies${count++}`;
        const rows = together(one.bodies).map(({ blocks, guard }) => {
          const asked = guard === undefined ? "" : `${index(guard.path)}, ${guard.constant}`;
          return `[[${asked}], ${part(blocks, module)}],`;
        });
        tables.push(`const ${table} = dispatch(${index(one.paths.length)}, [`, ...rows, "]);");
        const values = one.paths.map((path) => inline.read(path)).join(", ");
        lines.push(
          "// Of all these bodies, only those that ask for the values that are there.",
          `for (const body of ${table}(${values})) ${lazyCall("body", operands)};`,
        );
      }
    }
  }
  const fields = [...framed].map((local) => `${localName(local)}: undefined`).join(", ");
  return { lines: [`const frame = { ${fields} };`, ...inline.declarations(), ...lines], tables };
}

/** Bodies that run one after the other whatever the values, as one. */
function together(bodies: readonly GuardedBody[]): readonly GuardedBody[] {
  const made: (GuardedBody & { readonly blocks: Block[] })[] = [];
  const open = new Map<string | undefined, (typeof made)[number]>();
  let path: number | undefined;
  for (const { blocks, guard } of bodies) {
    // Between bodies that ask for one value at a path, there may be those that ask for another there, but no more.
    if (guard?.path !== path) open.clear();
    path = guard?.path;
    const before = open.get(guard?.constant);
    if (before !== undefined) {
      before.blocks.push(...blocks);
      continue;
    }
    const own = { blocks: [...blocks], ...(guard === undefined ? {} : { guard }) };
    made.push(own);
    open.set(guard?.constant, own);
  }
  return made;
}

/** Writes blocks of one planned function as a generated function. */
class FunctionWriter {
  readonly #params: readonly Local[];
  readonly #scope: Omit<Scope, "uses" | "plain">;
  readonly #plain: (block: Block) => ReadonlySet<Local>;

  /** @param blocks all that it will write */
  constructor(
    { params, survey: { shared, filled }, framed }: FunctionScope,
    blocks: readonly Block[],
    module: ModuleScope,
  ) {
    let last = 0;
    const isName = (operand: Operand) =>
      operand.type === "string_index" && module.strings[operand.value] !== "__proto__";
    const facts = new Facts();
    const [input, data] = params;
    if (input !== undefined && !module.replaced.has(input)) facts.learn(input, { kind: "input" });
    if (data !== undefined && !module.replaced.has(data)) facts.learn(data, { kind: "data" });
    this.#params = params;
    this.#plain = (block) => plainObjects(block, isName, shared, filled);
    this.#scope = {
      ...module,
      shared,
      framed,
      facts,
      live: liveLocals(blocks, shared),
      locals: new Set(),
      fresh: () => `b${last++}`,
    };
  }

  lines(blocks: readonly Block[]): readonly string[] {
    const lines = this.statements(blocks);
    return [...this.declarations(), ...lines];
  }

  statements(blocks: readonly Block[]): readonly string[] {
    const scopeOf = (origin: Block): Scope => ({
      ...this.#scope,
      uses: usesOf(origin),
      plain: this.#plain(origin),
    });
    return blockTrees(blocks, this.#params).flatMap((tree) => treeLines(tree, scopeOf, []));
  }

  declarations(): readonly string[] {
    const params = new Set(this.#params.map(localName));
    const own = [...this.#scope.locals].filter((name) => !params.has(name));
    return own.length === 0 ? [] : [`let ${own.join(", ")};`];
  }

  /** The code of what is at a path. */
  read({ root, steps }: { readonly root: Local; readonly steps: readonly string[] }): string {
    const isJson = this.#scope.facts.isJson(root);
    return steps.reduce((source, step) => readCode(source, step, isJson), localName(root));
  }
}
