import type { Block, Local, Operand, PlanFunction } from "../plan/plan.ts";
import { type GuardedBody, type Section, sectionsOf, sharedLocals, sizeOf } from "./bodies.ts";
import type { Calling } from "./call-graph.ts";
import { plainObjects, usesOf } from "./constants.ts";
import { Facts } from "./facts.ts";
import { liveLocals } from "./live-locals.ts";
import { statementsWithin } from "./mentions.ts";
import { localName } from "./names.ts";
import { readCode } from "./reads.ts";
import { blockLines, type Scope } from "./statements.ts";

/** What all functions of a module share. */
export interface ModuleScope
  extends Pick<Scope, "strings" | "files" | "functionOf" | "builtinOf" | "constantOf"> {
  /** Whether some `with` puts something else in the place of a document. */
  readonly replaced: ReadonlySet<Local>;
}

// Statements in one generated function: V8 does not optimise what is much larger.
const largestFunction = 400;
const largestPart = 100;

/** The lines of one planned function. */
export function functionLines(
  planned: PlanFunction,
  name: string,
  calling: Calling,
  module: ModuleScope,
): readonly string[] {
  const { params, blocks } = planned;
  const sections = sectionsOf(planned, module.strings);
  const isSmall = sizeOf(blocks) <= largestFunction && sections.every(({ kind }) => kind === "blocks");
  const body = isSmall
    ? wholeLines(params, blocks, module)
    : partLines(name, params, blocks, inParts(sections), module);
  const parameters = params.map(localName).join(", ");
  return [
    ...(body.parts ?? []),
    ...callingLines(name, parameters, calling),
    ...body.lines.map((line) => `  ${line}`),
    "}",
  ];
}

/** The lines of an entry point, a function of the two documents. */
export function entryLines(blocks: readonly Block[], module: ModuleScope): readonly string[] {
  return wholeLines([0, 1], blocks, module).lines;
}

/** The head of the function, and the one around it that remembers the answer. */
function callingLines(name: string, parameters: string, calling: Calling): readonly string[] {
  if (calling === "called" || calling === "once") return [`function ${name}(${parameters}) {`, "  spend(1);"];
  const once = `${name}_once`;
  if (calling === "constant")
    return [
      `let ${name}_value;`,
      `function ${name}(${parameters}) {`,
      `  if (${name}_value === undefined) ${name}_value = ${once}(${parameters});`,
      `  return ${name}_value;`,
      "}",
      `function ${once}(${parameters}) {`,
      "  spend(1);",
    ];
  return [
    `let ${name}_value;`,
    `let ${name}_epoch = -1;`,
    `function ${name}(${parameters}) {`,
    "  const { epoch } = memo;",
    `  if (${name}_epoch === epoch) return ${name}_value;`,
    `  const value = ${once}(${parameters});`,
    `  ${name}_epoch = epoch;`,
    `  return (${name}_value = value);`,
    "}",
    `function ${once}(${parameters}) {`,
    "  spend(1);",
  ];
}

interface BodyLines {
  readonly lines: readonly string[];
  /** Functions that the lines call. */
  readonly parts?: readonly string[];
}

function wholeLines(params: readonly Local[], blocks: readonly Block[], module: ModuleScope): BodyLines {
  const writer = new FunctionWriter(functionScope(params, blocks, new Set(), module));
  return { lines: writer.lines(blocks) };
}

/** Blocks that become one function each, or stay where they are, or are dispatched to. */
type Part =
  | { readonly kind: "part"; readonly blocks: readonly Block[] }
  | { readonly kind: "inline"; readonly blocks: readonly Block[] }
  | Extract<Section, { kind: "dispatch" }>;

function inParts(sections: readonly Section[]): readonly Part[] {
  const parts: Part[] = [];
  let waiting: Block[] = [];
  const end = () => {
    if (waiting.length > 0) parts.push({ kind: "part", blocks: waiting });
    waiting = [];
  };
  for (const section of sections) {
    if (section.kind === "dispatch") {
      end();
      parts.push(section);
    } else if (section.blocks.some(returns)) {
      end();
      parts.push({ kind: "inline", blocks: section.blocks });
    } else {
      if (sizeOf([...waiting, ...section.blocks]) > largestPart) end();
      waiting.push(...section.blocks);
    }
  }
  end();
  return parts;
}

function returns(block: Block): boolean {
  for (const { type } of statementsWithin(block)) if (type === "ReturnLocalStmt") return true;
  return false;
}

function partLines(
  name: string,
  params: readonly Local[],
  blocks: readonly Block[],
  sections: readonly Part[],
  module: ModuleScope,
): BodyLines {
  const framed = new Set([...sharedLocals(blocks)].filter((local) => !params.includes(local)));
  const scope = functionScope(params, blocks, framed, module);
  const [lines, parts]: [string[], string[]] = [[], []];
  const operands = [...params.map(localName), "frame"].join(", ");
  let count = 0;
  const part = (own: readonly Block[]): string => {
    const partName = `${name}_part${count++}`;
    const writer = new FunctionWriter(scope);
    parts.push(`function ${partName}(${operands}) {`, ...writer.lines(own).map((line) => `  ${line}`), "}");
    return partName;
  };
  const inline = new FunctionWriter(scope);
  for (const section of sections) {
    switch (section.kind) {
      case "part":
        lines.push(`${part(section.blocks)}(${operands});`);
        break;
      case "inline":
        lines.push(...inline.statements(section.blocks));
        break;
      case "dispatch": {
        const table = `${name}_bodies${count++}`;
        parts.push(...tableLines(table, section.bodies, part));
        lines.push(
          "// Of all these bodies, only those that ask for the value that is there.",
          `for (const body of ${table}(${inline.read(section.path)})) body(${operands});`,
        );
      }
    }
  }
  const fields = [...framed].map((local) => `${localName(local)}: undefined`).join(", ");
  return { lines: [`const frame = { ${fields} };`, ...inline.declarations(), ...lines], parts };
}

function tableLines(
  table: string,
  bodies: readonly GuardedBody[],
  part: (blocks: readonly Block[]) => string,
): readonly string[] {
  // The functions come first, as they are written while the rows are.
  const rows = bodies.map(({ blocks, constant }) => `  [${constant ?? "undefined"}, ${part(blocks)}],`);
  return [`const ${table} = dispatch([`, ...rows, "]);"];
}

/** What is known of a planned function as a whole. */
interface FunctionScope extends Omit<Scope, "uses" | "facts" | "locals" | "fresh"> {
  readonly params: readonly Local[];
  readonly replaced: ReadonlySet<Local>;
}

function functionScope(
  params: readonly Local[],
  blocks: readonly Block[],
  framed: ReadonlySet<Local>,
  module: ModuleScope,
): FunctionScope {
  const isName = (operand: Operand) =>
    operand.type === "string_index" && module.strings[operand.value] !== "__proto__";
  return {
    ...module,
    params,
    shared: sharedLocals(blocks),
    live: liveLocals(blocks),
    plain: plainObjects(blocks, isName),
    framed,
  };
}

/** Writes blocks of one planned function as a generated function. */
class FunctionWriter {
  readonly #function: FunctionScope;
  readonly #scope: Omit<Scope, "uses">;

  constructor(own: FunctionScope) {
    let last = 0;
    const facts = new Facts();
    const [input, data] = own.params;
    if (input !== undefined && !own.replaced.has(input)) facts.learn(input, { kind: "input" });
    if (data !== undefined && !own.replaced.has(data)) facts.learn(data, { kind: "data" });
    this.#function = own;
    this.#scope = { ...own, facts, locals: new Set(), fresh: () => `b${last++}` };
  }

  lines(blocks: readonly Block[]): readonly string[] {
    const lines = this.statements(blocks);
    return [...this.declarations(), ...lines];
  }

  statements(blocks: readonly Block[]): readonly string[] {
    return blocks.flatMap((block) => blockLines(block, { ...this.#scope, uses: usesOf(block) }, []));
  }

  declarations(): readonly string[] {
    const params = new Set(this.#function.params.map(localName));
    const own = [...this.#scope.locals].filter((name) => !params.has(name));
    return own.length === 0 ? [] : [`let ${own.join(", ")};`];
  }

  /** The code of what is at a path. */
  read({ root, steps }: { readonly root: Local; readonly steps: readonly string[] }): string {
    const isJson = this.#scope.facts.isJson(root);
    return steps.reduce((source, step) => readCode(source, step, isJson), localName(root));
  }
}
