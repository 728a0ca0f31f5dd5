import { namedIn } from "../policy/deciding-rules.ts";
import { ruleAt, segmentsOf } from "../policy/decisions.ts";
import { pathOn, type Side } from "../side/side.ts";

/**
 * The decisions that are searched: those that are asked for, or those of the record; without either, the rules that
 * no other rule names, as `allow` and `deny` are.
 *
 * @returns paths of rules of at least one side, sorted, and how many were left out
 */
export function decisionsToSearch(
  sides: { readonly base: Side; readonly head: Side },
  wanted: readonly string[],
  most: number,
): { readonly paths: readonly string[]; readonly omitted: number } {
  const known = wanted.filter((path) => isRule(sides.base, path) || isRule(sides.head, path));
  const paths = known.length > 0 || wanted.length > 0 ? known : [...roots(sides.base), ...roots(sides.head)];
  const distinct = [...new Set(paths)].sort(byLikelihood);
  return { paths: distinct.slice(0, most).sort(), omitted: Math.max(0, distinct.length - most) };
}

/** Whether a rule of a side stands exactly there. @param asked before it was renamed */
export function isRule(side: Side, asked: string): boolean {
  const path = pathOn(side, asked);
  return ruleAt(side.modules, segmentsOf(path))?.path.join("/") === segmentsOf(path).join("/");
}

function roots({ modules, renamed }: Side): readonly string[] {
  const asked = new Map(Object.entries(renamed).map(([path, own]) => [own, path]));
  const pathOf = (file: string, name: string) =>
    [...(modules.find((module) => module.name === file)?.package ?? []), ...name.split(".")].join("/");
  const named = new Set<string>();
  for (const module of modules) {
    for (const rule of module.rules) {
      for (const other of namedIn(modules, rule)) {
        const path = pathOf(other.file, other.name);
        if (path !== pathOf(rule.file, rule.name)) named.add(path);
      }
    }
  }
  return modules.flatMap((module) =>
    module.rules
      .filter(({ kind }) => kind !== "function")
      .map((rule) => pathOf(rule.file, rule.name))
      .filter((path) => !named.has(path))
      .map((path) => asked.get(path) ?? path),
  );
}

const usual = /(^|\/)(allow|deny|violation|authz|authorized|allowed|main|response|result|decision)$/;

function byLikelihood(a: string, b: string): number {
  return Number(usual.test(b)) - Number(usual.test(a)) || (a < b ? -1 : 1);
}
