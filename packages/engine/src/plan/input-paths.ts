import { entrypointName } from "../opa/decision-path.ts";
import { reachable } from "./builtins-called.ts";
import { type Constant, type KnownLocals, knownLocals } from "./constants.ts";
import type { Flow, FlowBlock, FlowOperand, FlowProgram } from "./flow-program.ts";
import { readFlowProgram } from "./flow-program.ts";
import {
  anyStep,
  type FieldChange,
  type InputRead,
  type InputStep,
  inputFieldOfPointer,
  inputReadText,
  readDependsOn,
} from "./input-path.ts";

/** Every place in the input that a decision may depend on, and perhaps more. */
export interface InputPaths {
  /** Sorted by their text. */
  readonly reads: readonly InputRead[];
  /** The reads in words, such as `input.attributes.request.http.method`. */
  readonly texts: readonly string[];
  /**
   * Whether the decision may depend on a field that a decision log masked.
   *
   * @param pointer as in a log's `erased` and `masked`, such as `/input/user/password`; pointers that lead
   * elsewhere give false
   * @param change `removed` for `erased`, `replaced` for `masked`; `replaced` when absent
   */
  overlaps(pointer: string, change?: FieldChange): boolean;
}

/** Beyond these the analysis says "everything", which is always right. */
const maxDepth = 24;
const maxAliases = 300;

/**
 * Finds what a decision may read of its input: if two inputs differ only outside of it, the decision gives the
 * same outcome. Values are followed through locals, calls and lookups; what becomes part of something else counts
 * as read with all that is below it.
 *
 * @param plan text of `plan.json`, as `buildPlan` gives it
 * @param entrypoint such as `istio/authz/allow`; one that the plan does not have reads nothing
 * @throws PlanReadError when the text is no plan
 */
export function inputPathsRead(plan: string, entrypoint: string): InputPaths {
  const program = readFlowProgram(plan);
  const analysis = new InputAnalysis(program);
  return inputPathsOf(analysis.readsOf(program.plans.get(entrypointName(entrypoint)) ?? []));
}

/** Reads as one value. */
export function inputPathsOf(found: readonly InputRead[]): InputPaths {
  const sorted = found
    .map((read) => ({ read, text: inputReadText(read) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  const reads = sorted.map(({ read }) => read);
  return {
    reads,
    texts: sorted.map(({ text }) => text),
    overlaps: (pointer, change = "replaced") => {
      const field = inputFieldOfPointer(pointer);
      return field !== undefined && reads.some((read) => readDependsOn(read, field, change));
    },
  };
}

/** A place of the input. Of each path there is one, so that places are told apart without spelling them. */
class Place {
  readonly path: readonly InputStep[];
  readonly #keyed = new Map<string, Place>();
  #any: Place | undefined;

  constructor(path: readonly InputStep[]) {
    this.path = path;
  }

  inside(step: InputStep): Place {
    const known = step.kind === "any" ? this.#any : this.#keyed.get(step.key);
    if (known !== undefined) return known;
    const place = new Place([...this.path, step]);
    if (step.kind === "any") this.#any = place;
    else this.#keyed.set(step.key, place);
    return place;
  }
}

/** Places of the input that a local may stand for. */
type Aliases = Set<Place>;

interface Scope {
  readonly name: string;
  readonly blocks: readonly FlowBlock[];
  readonly parameters: readonly number[];
  readonly known: KnownLocals;
  readonly locals: Map<number, Aliases>;
  readonly result: Aliases;
}

const inputLocal = 0;

/** Builtins that see the type of their argument, and no more. */
export const typeBuiltins: ReadonlySet<string> = new Set([
  "type_name",
  ...["array", "boolean", "null", "number", "object", "set", "string"].map((type) => `is_${type}`),
]);

class InputAnalysis {
  readonly #program: FlowProgram;
  readonly #scopes = new Map<string, Scope>();
  readonly #input = new Place([]);
  readonly #reads = new Map<Place, InputRead["depth"]>();
  #changed = false;

  constructor(program: FlowProgram) {
    this.#program = program;
  }

  readsOf(blocks: readonly FlowBlock[]): readonly InputRead[] {
    const entry = scopeOf("", blocks, [inputLocal, 1]);
    this.#aliasesOf(entry, inputLocal).add(this.#input);
    const scopes = [entry];
    for (const called of reachable(this.#program, blocks).functions) {
      const scope = scopeOf(called.name, called.blocks, called.parameters);
      this.#scopes.set(called.name, scope);
      scopes.push(scope);
    }
    // Aliases and reads only grow and are bounded, so this ends.
    do {
      this.#changed = false;
      for (const scope of scopes) for (const block of scope.blocks) this.#visit(scope, block);
    } while (this.#changed);
    return [...this.#reads].map(([{ path }, depth]) => ({ path, depth }));
  }

  #visit(scope: Scope, block: FlowBlock) {
    for (const flow of block) this.#step(scope, flow);
  }

  #step(scope: Scope, flow: Flow) {
    switch (flow.kind) {
      case "copy":
        this.#flow(scope, flow.source, flow.target);
        return;
      case "lookup":
        this.#lookup(scope, flow);
        return;
      case "scan":
        for (const place of this.#aliasesOf(scope, flow.source)) {
          this.#alias(scope, flow.value, place.inside(anyStep));
          this.#read(place.inside(anyStep), "value");
        }
        this.#visit(scope, flow.block);
        return;
      case "compare": {
        // A scalar of the policy's is equal to no array or object, whatever is in it.
        const scalar = [flow.left, flow.right].some((side) => isScalar(scope.known.constantAt(flow, side)));
        for (const side of [flow.left, flow.right]) this.#readAll(scope, side, scalar ? "value" : "subtree");
        return;
      }
      case "inspect":
        this.#readAll(scope, flow.source, "value");
        return;
      case "measure":
        this.#readChildren(scope, flow.source);
        return;
      case "append":
        this.#readAll(scope, flow.value, "subtree");
        return;
      case "consume":
        for (const source of flow.sources) this.#readAll(scope, source, "subtree");
        return;
      case "call":
        this.#call(scope, flow);
        return;
      case "callByPath":
        for (const step of flow.path) this.#readAll(scope, step, "subtree");
        for (const called of this.#scopes.values()) this.#enter(scope, called, flow.args, flow.result);
        return;
      case "with":
        this.#readAll(scope, flow.value, "subtree");
        this.#visit(scope, flow.block);
        return;
      case "return":
        for (const place of this.#aliasesOf(scope, flow.source)) this.#grow(scope.result, place);
        return;
      case "blocks":
        for (const inner of flow.blocks) this.#visit(scope, inner);
        return;
      case "constant":
      case "make":
      case "reset":
      case "nothing":
        return;
    }
  }

  #lookup(scope: Scope, flow: Flow & { readonly kind: "lookup" }) {
    // The value of the key decides what is found.
    this.#readAll(scope, flow.key, "subtree");
    const step = stepOf(scope.known.constantAt(flow, flow.key));
    for (const place of this.#aliases(scope, flow.source)) {
      const found = place.inside(step);
      this.#alias(scope, flow.target, found);
      if (!scope.known.passedOn.has(flow.target)) this.#read(found, "value");
    }
  }

  #call(scope: Scope, flow: Flow & { readonly kind: "call" }) {
    const called = this.#scopes.get(flow.name);
    const [first, second] = flow.args;
    if (called !== undefined) this.#enter(scope, called, flow.args, flow.result);
    else if (typeBuiltins.has(flow.name) && first !== undefined) this.#readAll(scope, first, "value");
    else if ((flow.name === "count" || flow.name === "object.keys") && first !== undefined) {
      this.#readChildren(scope, first);
    } else if (flow.name === "object.get" && first !== undefined && second !== undefined) {
      this.#get(scope, first, second, flow);
    } else for (const arg of flow.args) this.#readAll(scope, arg, "subtree");
  }

  /** `object.get` gives what is at a key or a path, or its default. */
  #get(scope: Scope, object: FlowOperand, key: FlowOperand, flow: Flow & { readonly kind: "call" }) {
    const keys = keysOf(scope.known.constantAt(flow, key));
    const [, , fallback] = flow.args;
    if (keys === undefined) {
      for (const arg of flow.args) this.#readAll(scope, arg, "subtree");
      return;
    }
    for (const place of this.#aliases(scope, object)) {
      const found = keys.reduce((around, key) => around.inside(key), place);
      this.#read(place, "value");
      this.#read(found, "value");
      this.#alias(scope, flow.result, found);
    }
    if (fallback !== undefined) this.#flow(scope, fallback, flow.result);
  }

  #enter(scope: Scope, called: Scope, args: readonly FlowOperand[], result: number) {
    for (const [index, parameter] of called.parameters.entries()) {
      const arg = args[index];
      if (arg === undefined) continue;
      for (const place of this.#aliases(scope, arg)) this.#alias(called, parameter, place);
    }
    for (const place of called.result) this.#alias(scope, result, place);
  }

  #flow(scope: Scope, source: FlowOperand, target: number) {
    for (const place of this.#aliases(scope, source)) this.#alias(scope, target, place);
  }

  #aliases(scope: Scope, operand: FlowOperand): Iterable<Place> {
    // A copy, as what is found may be added to what is looked at.
    return operand.kind === "local" ? [...this.#aliasesOf(scope, operand.local)] : [];
  }

  #aliasesOf(scope: Scope, local: number): Aliases {
    let aliases = scope.locals.get(local);
    if (aliases === undefined) {
      aliases = new Set();
      scope.locals.set(local, aliases);
    }
    return aliases;
  }

  #alias(scope: Scope, local: number, place: Place) {
    this.#grow(this.#aliasesOf(scope, local), place);
  }

  #grow(aliases: Aliases, place: Place) {
    if (aliases.has(place)) return;
    if (place.path.length > maxDepth || aliases.size >= maxAliases) {
      this.#read(this.#input, "subtree");
      return;
    }
    aliases.add(place);
    this.#changed = true;
  }

  #readAll(scope: Scope, operand: FlowOperand, depth: InputRead["depth"]) {
    for (const place of this.#aliases(scope, operand)) this.#read(place, depth);
  }

  /** How many there are, and under which keys. */
  #readChildren(scope: Scope, operand: FlowOperand) {
    for (const place of this.#aliases(scope, operand)) {
      this.#read(place, "value");
      this.#read(place.inside(anyStep), "value");
    }
  }

  #read(place: Place, depth: InputRead["depth"]) {
    const before = this.#reads.get(place);
    if (before === "subtree" || before === depth) return;
    this.#reads.set(place, depth);
    this.#changed = true;
  }
}

function scopeOf(name: string, blocks: readonly FlowBlock[], parameters: readonly number[]): Scope {
  return {
    name,
    blocks,
    parameters,
    known: knownLocals(blocks),
    locals: new Map(),
    result: new Set(),
  };
}

function isScalar(constant: Constant | undefined): boolean {
  return constant !== undefined && !Array.isArray(constant);
}

function stepOf(key: Constant | undefined): InputStep {
  if (typeof key === "string") return { kind: "key", key };
  // The index of an array; a log's pointer has it as text.
  if (typeof key === "number" && Number.isInteger(key)) return { kind: "key", key: String(key) };
  return anyStep;
}

/** The constant path that `object.get` is given; undefined when it is not constant. */
function keysOf(key: Constant | undefined): readonly InputStep[] | undefined {
  if (key === undefined) return undefined;
  return typeof key === "object" && key !== null ? key.map(stepOf) : [stepOf(key)];
}
