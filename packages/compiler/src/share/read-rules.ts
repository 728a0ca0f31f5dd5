import type { Rule } from "../rego/ast.ts";
import { namesIn } from "../rego/references.ts";

/** The rules without those that nothing reads, however indirectly, on the way from what is asked for. */
export function withoutUnread(rules: readonly Rule[], roots: readonly string[]): readonly Rule[] {
  const bodies = new Map<string, Rule[]>();
  for (const rule of rules) {
    const name = ruleName(rule);
    const known = bodies.get(name);
    if (known === undefined) bodies.set(name, [rule]);
    else known.push(rule);
  }
  const read = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (read.has(name)) continue;
    read.add(name);
    for (const rule of bodies.get(name) ?? []) waiting.push(...namesIn(rule));
  }
  return rules.filter((rule) => read.has(ruleName(rule)));
}

/** The name under which a rule is read. */
export function ruleName(rule: Rule): string {
  return rule.kind === "default" ? rule.name : rule.head.name;
}
