import type { Json } from "@bylaw/engine";
import { isArray, isObject } from "../json-value.ts";
import { ruleAt, segmentsOf } from "./decisions.ts";
import type { PolicyModule, RegoRule } from "./syntax.ts";

/**
 * The rules that explain a decision: sets that name their reasons, where the decision is made from such (`allowed_by
 * contains "…"`); else the bodies of the decision when it is a set or only ever true; else the bodies of the nearest
 * true-or-undefined rules and sets of findings that it is made from; else its own bodies.
 *
 * @returns none when no rule stands at the path
 */
export function decidingRules(modules: readonly PolicyModule[], path: string): readonly RegoRule[] {
  const entry = ruleAt(modules, segmentsOf(path));
  return entry === undefined ? [] : decidingAmong(modules, entry.rules);
}

/** How far behind a decision the rules that make it are looked for. */
const maxLevels = 4;

function decidingAmong(modules: readonly PolicyModule[], entry: readonly RegoRule[]): readonly RegoRule[] {
  const bodies = entry.filter((rule) => !rule.isDefault);
  let behind = referenced(modules, bodies, bodies);
  // What decides for a constraint of Gatekeeper is itself, and the findings of its template.
  if (bodies.length > 0 && bodies.every(({ file }) => isGenerated(modules, file)))
    return [...bodies, ...behind.filter(({ file }) => !isGenerated(modules, file))];
  const reasons = reasonsAmong(behind);
  if (reasons.length > 0) return reasons;
  if (bodies.every((rule) => rule.kind === "set" || rule.onlyTrue)) return bodies;
  const visited = new Set(bodies);
  for (let level = 0; level < maxLevels && behind.length > 0; level++) {
    const conditions = behind.filter((rule) => rule.onlyTrue);
    const findings = behind.filter((rule) => rule.kind === "set" && /^(deny|violation|warn)/.test(rule.name));
    const made = [...reasonsAmong(behind), ...conditions, ...findings];
    if (made.length > 0) return [...new Set(made)];
    for (const rule of behind) visited.add(rule);
    behind = referenced(modules, behind, [...visited]);
  }
  return bodies;
}

function isGenerated(modules: readonly PolicyModule[], file: string): boolean {
  return modules.some(({ name, generated }) => name === file && generated === true);
}

/** Sets in which every rule adds a constant: they name the reasons of a decision. */
function reasonsAmong(rules: readonly RegoRule[]): readonly RegoRule[] {
  return rules.filter(
    (rule) => rule.kind === "set" && rules.every((other) => other.name !== rule.name || isNamed(other)),
  );
}

function isNamed(rule: RegoRule): boolean {
  return rule.isDefault || rule.constantKey !== undefined;
}

/** Rules that are named in others, directly. */
function referenced(
  modules: readonly PolicyModule[],
  rules: readonly RegoRule[],
  known: readonly RegoRule[],
): readonly RegoRule[] {
  const found = new Set<RegoRule>();
  for (const rule of rules) {
    const module = modules.find(({ name }) => name === rule.file);
    if (module === undefined) continue;
    for (const path of namesIn(rule.node, module)) {
      for (const other of ruleAt(modules, path)?.rules ?? []) {
        if (!other.isDefault && !known.includes(other)) found.add(other);
      }
    }
  }
  return [...found];
}

/** The rules that a rule names, itself among them where it does. */
export function namedIn(modules: readonly PolicyModule[], rule: RegoRule): readonly RegoRule[] {
  return referenced(modules, [rule], []);
}

function namesIn(node: Json | undefined, module: PolicyModule): readonly (readonly string[])[] {
  if (typeof node !== "object" || node === null) return [];
  if (isArray(node)) return node.flatMap((element) => namesIn(element, module));
  const own: (readonly string[])[] = [];
  const { type, value } = node;
  if (type === "var" && typeof value === "string") own.push([...module.package, value]);
  if (type === "ref" && isArray(value)) own.push(...dataReference(value, module));
  const inner = Object.entries(node).flatMap(([name, child]) =>
    name === "location" || name === "annotations" ? [] : namesIn(child, module),
  );
  return [...own, ...inner];
}

function dataReference(parts: readonly Json[], module: PolicyModule): readonly (readonly string[])[] {
  const names: string[] = [];
  for (const part of parts) {
    if (!isObject(part) || (names.length > 0 && part.type !== "string")) break;
    names.push(String(part.value));
  }
  const [root = "", ...rest] = names;
  if (root === "data") return [rest];
  // A package that is imported: `import data.lib.roles`.
  return module.imports.flatMap((imported) => {
    const path = isObject(imported.path) && isArray(imported.path.value) ? imported.path.value : [];
    const target = path.map((part) => (isObject(part) ? String(part.value) : ""));
    const name = imported.alias ?? target.at(-1);
    return target[0] === "data" && name === root ? [[...target.slice(1), ...rest]] : [];
  });
}
