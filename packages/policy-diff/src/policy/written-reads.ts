import type { Json, JsonObject } from "@bylaw/engine";
import type { MaskedField } from "../event/recorded-event.ts";
import { isArray, isObject } from "../json-value.ts";
import type { Node, PolicyModule } from "./syntax.ts";

/**
 * The input paths that a policy's text mentions: if two inputs differ only outside of them, every decision of it gives
 * the same answer. Each mention counts with everything below it.
 *
 * The one refinement: a name that only ever stands for an input path (`http := input.attributes.request.http`) is no
 * mention by itself; what counts is `http.method`, wherever that is written. OPA's plan has such names as functions
 * that return the whole object.
 */
export interface WrittenReads {
  /** The paths; one that is within another may be there, too. */
  readonly paths: readonly (readonly string[])[];
  /** Whether a decision may depend on what a masked field was before. */
  mayDependOn(field: MaskedField): boolean;
}

export interface Alias {
  /** From the root of `data`. */
  readonly rule: readonly string[];
  readonly input: readonly string[];
  readonly node: Node;
}

const maxAliasRounds = 4;

/**
 * @param entry the rule that is asked for, from the root of `data`
 */
export function writtenReads(modules: readonly PolicyModule[], entry: readonly string[]): WrittenReads {
  const aliases = aliasesOf(modules);
  const reads: (readonly string[])[] = [];
  const definitions = new Set(aliases.map(({ node }) => node));
  for (const module of modules) {
    const names = namesIn(module, aliases);
    for (const rule of module.rules) {
      if (!definitions.has(rule.node)) collect(rule.node, { module, names, aliases }, reads);
    }
  }
  for (const alias of aliases) if (startsWith(entry, alias.rule)) reads.push(alias.input);
  return {
    paths: reads,
    mayDependOn: ({ pointer, change }) => {
      const field = fieldOf(pointer);
      if (field === undefined) return false;
      const touches = (read: readonly string[]) => startsWith(read, field) || startsWith(field, read);
      // A replacement may have made the objects around it, so that a name is defined which was not.
      return reads.some(touches) || (change === "replaced" && aliases.some(({ input }) => touches(input)));
    },
  };
}

function fieldOf(pointer: string): readonly string[] | undefined {
  const [root, document, ...rest] = pointer.split("/");
  if (root !== "" || document !== "input") return undefined;
  return rest.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function startsWith(path: readonly string[], beginning: readonly string[]): boolean {
  return path.length >= beginning.length && beginning.every((step, index) => step === path[index]);
}

/** Rules with one definition, without conditions, that are nothing but an input path. */
export function aliasesOf(modules: readonly PolicyModule[]): readonly Alias[] {
  let aliases: readonly Alias[] = [];
  // Again, for names that stand on other names.
  for (let round = 0; round < maxAliasRounds; round++) {
    const found: Alias[] = [];
    for (const module of modules) {
      const names = namesIn(module, aliases);
      for (const rule of module.rules) {
        const head = isObject(rule.node.head) ? rule.node.head : {};
        const definitions = modules
          .filter((other) => sameList(other.package, module.package))
          .flatMap((other) => other.rules.filter(({ name }) => name === rule.name));
        if (rule.kind !== "complete" || rule.node.else !== undefined || definitions.length !== 1) continue;
        if (rule.name.includes(".") || !isUnconditional(rule.node)) continue;
        const input = inputPathOf(head.value, names);
        if (input !== undefined) found.push({ rule: [...module.package, rule.name], input, node: rule.node });
      }
    }
    if (found.length === aliases.length) return found;
    aliases = found;
  }
  return aliases;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && startsWith(a, b);
}

function isUnconditional(rule: Node): boolean {
  const { body } = rule;
  return isArray(body) && body.length === 1 && isObject(body[0]) && body[0].generated === true;
}

/** Names of a module that stand for an input path: `input` itself, imports of it, and the aliases of its package. */
export function namesIn(
  module: PolicyModule,
  aliases: readonly Alias[],
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>([["input", []]]);
  for (const alias of aliases) {
    if (sameList(alias.rule.slice(0, -1), module.package)) names.set(alias.rule.at(-1) ?? "", alias.input);
  }
  for (const imported of module.imports) {
    const path = constantsOf(isObject(imported.path) ? imported.path.value : undefined).keys;
    const name = imported.alias ?? path.at(-1);
    if (path[0] === "input" && typeof name === "string") names.set(name, path.slice(1));
  }
  return names;
}

/** The whole of a term as an input path; undefined when it is anything else, or a part of it is not constant. */
export function inputPathOf(
  term: Json | undefined,
  names: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  if (!isObject(term) || term.type !== "ref") return undefined;
  const { keys, whole } = constantsOf(term.value);
  const start = names.get(keys[0] ?? "");
  return start === undefined || !whole ? undefined : [...start, ...keys.slice(1)];
}

/** The name and the constant keys that a reference begins with. Numbers are keys as they are written. */
function constantsOf(parts: Json | undefined): { readonly keys: readonly string[]; readonly whole: boolean } {
  const keys: string[] = [];
  for (const [index, part] of (isArray(parts) ? parts : []).entries()) {
    const type = isObject(part) ? part.type : undefined;
    const value = isObject(part) ? part.value : undefined;
    const constant = index === 0 ? type === "var" : type === "string" || type === "number";
    if (!constant || value === undefined) return { keys, whole: false };
    keys.push(String(value));
  }
  return { keys, whole: true };
}

/** What names of a module stand for. */
export interface InputNames {
  readonly module: PolicyModule;
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly aliases: readonly Alias[];
}

/** Walks all terms. A local that hides a name only adds a mention: what it stands for is a mention of its own. */
function collect(node: Json | undefined, context: InputNames, reads: (readonly string[])[]): void {
  const waiting: (Json | undefined)[] = [node];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    if (isArray(next)) {
      waiting.push(...next);
      continue;
    }
    if (next.type === "var" && typeof next.value === "string") mention([next.value], context, reads);
    if (next.type === "ref" && isArray(next.value)) {
      mention(constantsOf(next.value).keys, context, reads);
      // The name was dealt with; what stands in brackets was not.
      waiting.push(...next.value.slice(1));
      const [head] = next.value;
      if (!isObject(head) || head.type !== "var") waiting.push(head);
      continue;
    }
    for (const [name, child] of Object.entries(next)) {
      if (name !== "location" && name !== "annotations") waiting.push(child);
    }
  }
}

/** The input paths that a name or reference mentions by itself, without what stands in its brackets. */
export function pathsMentioned(term: JsonObject, context: InputNames): readonly (readonly string[])[] {
  const reads: (readonly string[])[] = [];
  const { keys } = constantsOf(term.type === "ref" ? term.value : [term]);
  mention(keys, context, reads);
  return reads;
}

function mention(
  keys: readonly string[],
  { names, aliases, module }: InputNames,
  reads: (readonly string[])[],
): void {
  const [name = "", ...rest] = keys;
  const input = names.get(name);
  if (input !== undefined) reads.push([...input, ...rest]);
  // By its full name, through an import of its package, or by a reference that may lead there.
  for (const path of name === "data" ? [rest] : importedPaths(name, rest, module)) {
    for (const alias of aliases) {
      if (startsWith(path, alias.rule)) reads.push([...alias.input, ...path.slice(alias.rule.length)]);
      else if (startsWith(alias.rule, path)) reads.push(alias.input);
    }
  }
}

function importedPaths(
  name: string,
  rest: readonly string[],
  module: PolicyModule,
): readonly (readonly string[])[] {
  return module.imports.flatMap((imported) => {
    const { keys } = constantsOf(isObject(imported.path) ? imported.path.value : undefined);
    return keys[0] === "data" && (imported.alias ?? keys.at(-1)) === name
      ? [[...keys.slice(1), ...rest]]
      : [];
  });
}
