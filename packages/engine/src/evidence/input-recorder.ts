import { anyStep, type InputDepth, type InputRead, type InputStep } from "../plan/input-path.ts";
import { type InputPaths, inputPathsOf } from "../plan/input-paths.ts";
import { isArray, isObject, objectGet, type Value, valueAt } from "../values/value.ts";
import type { Probed, Probes } from "./probes.ts";

/** Beyond this many places, everything counts as read. */
const maxNodes = 20_000;

/** A place in the input. */
interface Node {
  readonly step: InputStep | undefined;
  readonly children: Map<string, Node>;
  any: Node | undefined;
  read: InputDepth | undefined;
}

/**
 * Notes what a decision reads of its input. Objects and arrays of the input are told by their identity: each is
 * known by the places where it was found. What becomes part of another value, or is compared with an array or an
 * object, counts as read with all that is below it. Scalars have no identity: they are read where they are found.
 */
export class InputRecorder {
  #root = newNode(undefined);
  #places = new Map<object, Node[]>();
  #nodes = 0;
  #everything = false;

  readonly probes: Pick<Probes, Extract<keyof Probes, `input${string}`>> = {
    inputGiven: (_, input) => this.#given(input),
    inputLookedUp: (passedOn, source, key) => this.#lookedUp(passedOn === 1, source, key),
    inputScanned: (_, source) => this.#readEach(source),
    inputElement: (_, source, key, value) => this.#element(source, key, value),
    inputMeasured: (_, source) => {
      this.#read(source, "value");
      this.#readEach(source);
    },
    inputInspected: (_, source) => this.#read(source, "value"),
    inputCompared: (_, left, right) => {
      const depth = isComposite(left) && isComposite(right) ? "subtree" : "value";
      this.#read(left, depth);
      this.#read(right, depth);
    },
    inputConsumed: (_, value) => this.#read(value, "subtree"),
    inputReplaced: (_, before, after, ...path) => this.#replaced(before, after, path),
    inputGot: (_, object, key) => this.#got(object, key),
  };

  /** Forgets the decision before. */
  clear(): void {
    this.#root = newNode(undefined);
    this.#places.clear();
    this.#nodes = 0;
    this.#everything = false;
  }

  /** What was read since. */
  reads(): InputPaths {
    const reads: InputRead[] = [];
    const visit = (node: Node, path: readonly InputStep[]) => {
      if (node.read !== undefined) reads.push({ path, depth: node.read });
      if (node.read === "subtree") return;
      if (node.any !== undefined) visit(node.any, [...path, anyStep]);
      for (const child of node.children.values()) {
        // What is read of every element is read of this one.
        const known = node.any !== undefined && child.children.size === 0 && child.any === undefined;
        const depth = known && child.read === "value" ? node.any?.read : undefined;
        if (depth === undefined && child.step !== undefined) visit(child, [...path, child.step]);
      }
    };
    if (this.#everything) reads.push({ path: [], depth: "subtree" });
    else visit(this.#root, []);
    return inputPathsOf(reads);
  }

  /** Each place that was looked at since, also below those that were read whole. */
  places(): readonly InputRead[] {
    const found: InputRead[] = [];
    const visit = (node: Node, path: readonly InputStep[]) => {
      if (node.read !== undefined) found.push({ path, depth: node.read });
      for (const child of [...(node.any ? [node.any] : []), ...node.children.values()])
        if (child.step !== undefined) visit(child, [...path, child.step]);
    };
    if (!this.#everything) visit(this.#root, []);
    return found;
  }

  #given(input: Probed): void {
    if (isComposite(input)) this.#place(input, this.#root);
    else this.#mark(this.#root, "value");
  }

  #lookedUp(passedOn: boolean, source: Probed, key: Probed): void {
    const places = this.#placesOf(source);
    if (places === undefined || key === undefined) return;
    const found = valueAt(source, key);
    const composite = isComposite(found);
    for (const place of places) {
      const there = this.#childAt(place, key);
      if (there === undefined) {
        // No key of JSON's: only whether it is an array or an object counts.
        this.#mark(place, "value");
        continue;
      }
      if (composite) this.#place(found, there);
      if (!composite || !passedOn) this.#mark(there, "value");
    }
  }

  #element(source: Probed, key: Probed, value: Probed): void {
    const places = isComposite(value) ? this.#placesOf(source) : undefined;
    if (places === undefined || key === undefined || !isComposite(value)) return;
    for (const place of places) {
      const there = this.#childAt(place, key);
      if (there !== undefined) this.#place(value, there);
    }
  }

  #got(object: Probed, key: Probed): void {
    const steps = isArray(key) ? key : [key];
    this.#read(object, "value");
    let found: Probed = object;
    for (const step of steps) {
      if (step === undefined) return;
      this.#lookedUp(false, found, step);
      found = valueAt(found, step);
    }
  }

  #replaced(before: Probed, after: Probed, path: readonly Probed[]): void {
    let [old, made] = [before, after];
    let places = this.#placesOf(old) ?? [];
    for (const step of path) {
      if (!isComposite(made) || step === undefined) return;
      for (const place of places) this.#place(made, place);
      const below = places.flatMap((place) => this.#childAt(place, step) ?? []);
      old = isObject(old) ? objectGet(old, step) : undefined;
      made = isObject(made) ? objectGet(made, step) : undefined;
      places = [...below, ...(this.#placesOf(old) ?? [])];
    }
  }

  #readEach(source: Probed): void {
    for (const place of this.#placesOf(source) ?? []) {
      place.any ??= this.#node(anyStep);
      this.#mark(place.any, "value");
    }
  }

  #read(value: Probed, depth: InputDepth): void {
    for (const place of this.#placesOf(value) ?? []) this.#mark(place, depth);
  }

  #mark(node: Node, depth: InputDepth): void {
    if (node.read !== "subtree") node.read = depth;
  }

  #placesOf(value: Probed): readonly Node[] | undefined {
    // Once everything counts as read, nothing more is kept.
    if (this.#everything) return undefined;
    return typeof value === "object" && value !== null ? this.#places.get(value) : undefined;
  }

  #place(value: object, node: Node): void {
    const known = this.#places.get(value);
    if (known === undefined) this.#places.set(value, [node]);
    else if (!known.includes(node)) known.push(node);
  }

  /** Undefined for a key that no JSON has. */
  #childAt(parent: Node, key: Value): Node | undefined {
    const text = typeof key === "number" && Number.isInteger(key) ? String(key) : key;
    if (typeof text !== "string") return undefined;
    let child = parent.children.get(text);
    if (child === undefined) {
      child = this.#node({ kind: "key", key: text });
      parent.children.set(text, child);
    }
    return child;
  }

  #node(step: InputStep): Node {
    if (++this.#nodes > maxNodes) this.#everything = true;
    return newNode(step);
  }
}

function newNode(step: InputStep | undefined): Node {
  return { step, children: new Map(), any: undefined, read: undefined };
}

function isComposite(value: Probed): value is Extract<Value, object> {
  return typeof value === "object" && value !== null;
}
