import type { Rule, Statement } from "../rego/ast.ts";
import { namesIn, namesInStatement } from "../rego/references.ts";

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
  // Many bodies have the same statements.
  const looked = new Set<Statement>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (read.has(name)) continue;
    read.add(name);
    for (const rule of bodies.get(name) ?? []) {
      if (rule.kind === "default") continue;
      waiting.push(...namesIn({ ...rule, body: [] }));
      for (const statement of rule.body) {
        if (looked.has(statement)) continue;
        looked.add(statement);
        waiting.push(...namesInStatement(statement));
      }
    }
  }
  return rules.filter((rule) => read.has(ruleName(rule)));
}

/** The name under which a rule is read. */
export function ruleName(rule: Rule): string {
  return rule.kind === "default" ? rule.name : rule.head.name;
}
