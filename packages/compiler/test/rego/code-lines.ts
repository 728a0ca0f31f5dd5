import type { Module, Rule, Statement } from "../../src/rego/ast.ts";
import { printModule } from "../../src/rego/printer.ts";
import { withoutUnread } from "../../src/share/read-rules.ts";

/** How many lines say something: neither comments nor empty lines. */
export function codeLines(rego: string): number {
  return rego.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#")).length;
}

/**
 * A module without its guards, as text: without the checks of malformed paths, the question whether the input is one
 * that the policy concerns, the tests of types, and the values that functions have where nothing else gives one.
 */
export function withoutGuards(module: Module): string {
  const kept = module.rules.flatMap((rule): readonly Rule[] => {
    if (rule.kind === "default") return rule.parameters === undefined ? [rule] : [];
    const { name } = rule.head;
    if (name === "malformed" || name === "malformed_in_warnings" || name === "concerned") return [];
    if (rule.metadata?.title === "malformed input") return [];
    const body = rule.body.filter((statement) => !isGuard(statement));
    return [{ ...rule, body: body.length === 0 ? rule.body : body }];
  });
  const roots = kept.flatMap((rule) =>
    rule.metadata === undefined ? [] : [rule.kind === "default" ? rule.name : rule.head.name],
  );
  return printModule({ ...module, rules: withoutUnread(kept, roots) }).text;
}

const typeTests = ["is_string", "is_object", "is_array", "is_boolean", "is_number"];

function isGuard(statement: Statement): boolean {
  if (statement.origin === "guard") return true;
  if (statement.kind !== "expression" || statement.negated) return false;
  const { term } = statement;
  if (term.kind === "variable") return term.name === "concerned";
  return term.kind === "call" && typeTests.includes(term.name);
}
