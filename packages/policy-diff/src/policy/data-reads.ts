import type { Json } from "@bylaw/engine";
import { isArray, isObject } from "../json-value.ts";
import { namedIn } from "./deciding-rules.ts";
import { ruleAt, segmentsOf } from "./decisions.ts";
import type { PolicyModule, RegoRule } from "./syntax.ts";

/**
 * The places of `data` that the rules behind a decision mention, with all that is below them.
 *
 * @param path such as `istio/authz/allow`
 */
export function dataReads(modules: readonly PolicyModule[], path: string): readonly (readonly string[])[] {
  const seen = new Set<RegoRule>(ruleAt(modules, segmentsOf(path))?.rules ?? []);
  for (const rule of seen) for (const named of namedIn(modules, rule)) seen.add(named);
  return [...seen].flatMap((rule) => {
    const module = modules.find(({ name }) => name === rule.file);
    return module === undefined ? [] : mentions(rule.node, module);
  });
}

function mentions(node: Json, module: PolicyModule): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const waiting: Json[] = [node];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    if (isArray(next)) {
      waiting.push(...next);
      continue;
    }
    if (next.type === "ref" && isArray(next.value)) {
      found.push(...placesOf(constantKeys(next.value), module));
      // Its name was dealt with; what stands in brackets was not.
      waiting.push(...next.value.slice(1));
      continue;
    }
    if (next.type === "var") found.push(...placesOf([String(next.value)], module));
    for (const [name, child] of Object.entries(next))
      if (name !== "location" && name !== "annotations") waiting.push(child);
  }
  return found;
}

/** What a name and the keys behind it stand for in `data`: by its full name, or through an import. */
function placesOf(
  [name = "", ...rest]: readonly string[],
  module: PolicyModule,
): readonly (readonly string[])[] {
  if (name === "data") return [rest];
  return module.imports.flatMap((imported) => {
    const path =
      isObject(imported.path) && isArray(imported.path.value) ? constantKeys(imported.path.value) : [];
    const called = imported.alias ?? path.at(-1);
    return path[0] === "data" && called === name ? [[...path.slice(1), ...rest]] : [];
  });
}

function constantKeys(parts: readonly Json[]): readonly string[] {
  const keys: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (!isObject(part) || (index > 0 && part.type !== "string" && part.type !== "number")) break;
    keys.push(String(part.value));
  }
  return keys;
}
