// Source: OPA v1/topdown/template.go and Go's text/template (exec.go, funcs.go) on what JSON decodes to in Go.
import type { Json } from "../values/json.ts";
import { parseJson } from "../values/json-text.ts";
import { textOfNumber } from "../values/number.ts";
import { compareStrings } from "../values/order.ts";
import { regoText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { BuiltinError, object, text, UnsupportedCall, type ValueBuiltin } from "./builtin.ts";
import {
  type Binding,
  type Operand,
  type Pipeline,
  parseTemplate,
  type TemplateFunction,
  type TemplateNode,
} from "./go-template.ts";

type Spend = (steps: number) => void;

/** A number of the template itself: those of the data are texts to Go. */
class Whole {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** What an expression has as its value; undefined where there is none. */
type Held = Json | Whole | undefined;
type Scope = Map<string, Held>;

class Jump extends Error {
  readonly kind: "break" | "continue";
  constructor(kind: "break" | "continue") {
    super(kind);
    this.kind = kind;
  }
}

const isList = (value: Held): value is readonly Json[] => Array.isArray(value);
const isNumberText = (value: Held): value is number | bigint =>
  typeof value === "number" || typeof value === "bigint";
const isMap = (value: Held): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !isList(value) && !(value instanceof Whole);

/** Go decodes the variables from Rego's own text of them, which is not JSON for sets and some characters. */
function decoded(variables: Value): Json {
  try {
    return parseJson(regoText(variables));
  } catch {
    throw new BuiltinError("the variables cannot be decoded");
  }
}

class Rendering {
  readonly #spend: Spend;
  #made = "";

  constructor(spend: Spend) {
    this.#spend = spend;
  }

  get made(): string {
    return this.#made;
  }

  nodes(nodes: readonly TemplateNode[], dot: Held, outer: Scope): void {
    const scope = new Map(outer);
    for (const node of nodes) {
      this.#spend(1);
      this.#node(node, dot, scope);
    }
    // What was assigned, not declared, is of the scope around.
    for (const name of outer.keys()) outer.set(name, scope.get(name));
  }

  #node(node: TemplateNode, dot: Held, scope: Scope): void {
    switch (node.kind) {
      case "text":
        this.#write(node.text);
        return;
      case "action": {
        const value = this.#bound(node.binding, dot, scope);
        if (node.binding.variables.length === 0) this.#write(printed(value));
        return;
      }
      case "break":
      case "continue":
        throw new Jump(node.kind);
      case "range":
        this.#range(node.binding, node.body, node.otherwise, dot, scope);
        return;
      case "if":
      case "with": {
        const inner = new Map(scope);
        const value = this.#bound(node.binding, dot, inner);
        const holds = isTrue(value);
        this.nodes(holds ? node.body : node.otherwise, holds && node.kind === "with" ? value : dot, inner);
        for (const name of scope.keys()) scope.set(name, inner.get(name));
      }
    }
  }

  #range(
    binding: Binding,
    body: readonly TemplateNode[],
    otherwise: readonly TemplateNode[],
    dot: Held,
    scope: Scope,
  ): void {
    if (!binding.declares && binding.variables.length > 0)
      throw new UnsupportedCall("range with assignment in templates");
    const value = this.#pipeline(binding.pipeline, dot, scope);
    const pairs = pairsOf(value);
    if (pairs.length === 0) {
      this.nodes(otherwise, dot, scope);
      return;
    }
    for (const [key, element] of pairs) {
      const inner = new Map(scope);
      const [first, second] = binding.variables;
      if (first !== undefined) inner.set(first, second === undefined ? element : key);
      if (second !== undefined) inner.set(second, element);
      try {
        this.nodes(body, element, inner);
      } catch (error) {
        if (!(error instanceof Jump)) throw error;
        if (error.kind === "break") return;
      } finally {
        for (const name of scope.keys()) scope.set(name, inner.get(name));
      }
    }
  }

  #bound({ variables, pipeline }: Binding, dot: Held, scope: Scope): Held {
    const value = this.#pipeline(pipeline, dot, scope);
    for (const name of variables) scope.set(name, value);
    return value;
  }

  #pipeline(pipeline: Pipeline, dot: Held, scope: Scope): Held {
    let value: Held;
    for (const [index, command] of pipeline.entries()) {
      const last = index === 0 ? [] : [value];
      const [first, ...args] = command;
      if (first?.kind === "function") {
        const values = args.map((operand) => this.#operand(operand, dot, scope));
        value = called(first.name, [...values, ...last]);
      } else {
        if (first === undefined || args.length > 0) throw new BuiltinError("template: can't give argument");
        value = this.#operand(first, dot, scope);
      }
      // Go has no untyped nothing in a pipeline.
      if (value === null) value = undefined;
    }
    return value;
  }

  #operand(operand: Operand, dot: Held, scope: Scope): Held {
    switch (operand.kind) {
      case "constant":
        return typeof operand.value === "number" ? new Whole(operand.value) : operand.value;
      case "pipeline":
        return this.#pipeline(operand.pipeline, dot, scope);
      case "function":
        return called(operand.name, []);
      case "path": {
        let value = operand.variable === "." ? dot : scope.get(operand.variable);
        for (const field of operand.fields) value = fieldOf(value, field);
        return value;
      }
    }
  }

  #write(part: string): void {
    this.#spend(1 + part.length / 100);
    this.#made += part;
  }
}

function fieldOf(value: Held, field: string): Held {
  if (value === undefined) return undefined;
  if (!isMap(value)) throw new BuiltinError(`template: can't evaluate field ${field}`);
  return Object.hasOwn(value, field) ? value[field] : undefined;
}

function isTrue(value: Held): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  if (value instanceof Whole) return value.value !== 0;
  // Numbers of the data are texts, and none of them is empty.
  if (isNumberText(value)) return true;
  if (typeof value === "string" || isList(value)) return value.length > 0;
  return Object.keys(value).length > 0;
}

function pairsOf(value: Held): readonly (readonly [Held, Json])[] {
  if (value === undefined) return [];
  if (isList(value)) return value.map((element, index) => [new Whole(index), element]);
  if (isMap(value))
    return Object.keys(value)
      .sort(compareStrings)
      .map((key) => [key, value[key] ?? null]);
  if (value instanceof Whole) throw new UnsupportedCall("range over a number in templates");
  throw new BuiltinError("template: range can't iterate over it");
}

/** As Go's `fmt.Fprint`. */
function printed(value: Held): string {
  return value === undefined || value === null ? "<no value>" : shown(value);
}

function shown(value: Json | Whole): string {
  if (value === null) return "<nil>";
  if (typeof value === "string") return value;
  if (isNumberText(value)) return textOfNumber(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Whole) return String(value.value);
  if (isList(value)) return `[${value.map(shown).join(" ")}]`;
  const entries = Object.keys(value)
    .sort(compareStrings)
    .map((key) => `${key}:${shown((value as { readonly [key: string]: Json })[key] ?? null)}`);
  return `map[${entries.join(" ")}]`;
}

function called(name: TemplateFunction, args: readonly Held[]): Held {
  const [first, second, ...more] = args;
  switch (name) {
    case "and":
    case "or": {
      if (args.length === 0) throw new BuiltinError(`template: wrong number of args for ${name}`);
      return args.find((value) => isTrue(value) === (name === "or")) ?? args.at(-1);
    }
    case "not":
      if (args.length !== 1) throw new BuiltinError("template: wrong number of args for not");
      return !isTrue(first);
    case "len":
      if (args.length !== 1) throw new BuiltinError("template: wrong number of args for len");
      return new Whole(lengthOf(first));
    case "index":
      if (args.length !== 2) throw new UnsupportedCall("index with so many arguments in templates");
      return indexed(first, second);
    case "eq":
    case "ne": {
      if (args.length < 2 || (name === "ne" && more.length > 0))
        throw new BuiltinError(`template: missing argument for comparison`);
      const equal = [second, ...more].some((value) => areEqual(first, value));
      return name === "eq" ? equal : !equal;
    }
  }
}

function lengthOf(value: Held): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (isList(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  if (isNumberText(value)) throw new UnsupportedCall("len of a number in templates");
  throw new BuiltinError("template: len of it");
}

function indexed(value: Held, at: Held): Held {
  if (isList(value) && at instanceof Whole) {
    if (at.value >= value.length) throw new BuiltinError("template: index out of range");
    return value[at.value];
  }
  if (isMap(value) && typeof at === "string") return Object.hasOwn(value, at) ? value[at] : undefined;
  throw new UnsupportedCall("this index in templates");
}

function areEqual(left: Held, right: Held): boolean {
  if (typeof left === "string" && typeof right === "string") return left === right;
  if (typeof left === "boolean" && typeof right === "boolean") return left === right;
  if (left instanceof Whole && right instanceof Whole) return left.value === right.value;
  throw new UnsupportedCall("this comparison in templates");
}

function render(template: string, variables: Value, spend: Spend): string {
  const data = decoded(variables);
  const nodes = parseTemplate(template);
  const rendering = new Rendering(spend);
  rendering.nodes(nodes, data, new Map([["$", data]]));
  return rendering.made.replaceAll("<no value>", "<undefined>");
}

const noSpend = () => undefined;

export const templateBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["strings.render_template", (args, { spend = noSpend }) => render(text(args, 0), object(args, 1), spend)],
]);
