import type { Rule, Statement } from "../rego/ast.ts";
import { namesBoundBy, namesIn, textKey } from "../rego/references.ts";
import { bind, variable } from "../rego/terms.ts";
import { boundNames, isCheck, replaceRules, type SetBody } from "./bodies.ts";
import type { NewName } from "./share.ts";

/** A way in which bodies begin: it gives one value a name, and nothing else of it is read further down. */
interface Start {
  readonly statements: readonly Statement[];
  readonly name: string;
  readonly bodies: readonly SetBody[];
}

/**
 * Gives what checks of malformed paths begin with a rule of its own. The statements have one outcome, so that the
 * rule has one value, or none where a statement fails: the bodies fail then as they did.
 */
export function shareStarts(rules: readonly Rule[], newName: NewName): readonly Rule[] {
  const start = bestStart(rules.filter(isCheck));
  if (start === undefined) return rules;
  const name = newName(start.name.replace(/_\d+$/, ""));
  // The value keeps its local name, so that calls further down are made after it is known to be there.
  const local: Statement = bind(start.name, variable(name));
  const replaced = new Map<Rule, readonly Rule[]>(
    start.bodies.map((rule) => [
      rule,
      [{ ...rule, body: [local, ...rule.body.slice(start.statements.length)] }],
    ]),
  );
  const last = start.statements.at(-1);
  if (last?.kind !== "assign") return rules;
  const shared: Rule = {
    kind: "rule",
    head: { kind: "complete", name, value: last.value },
    body: start.statements.slice(0, -1),
  };
  return shareStarts(replaceRules(rules, replaced, [shared]), newName);
}

function bestStart(rules: readonly SetBody[]): Start | undefined {
  const starts = new Map<string, Start>();
  for (const rule of rules) {
    for (const { statements, name } of startsOf(rule)) {
      const key = textKey(statements);
      const bodies = starts.get(key)?.bodies ?? [];
      starts.set(key, { statements, name, bodies: [...bodies, rule] });
    }
  }
  const worth = ({ statements, bodies }: Start): number =>
    (statements.length - 1) * bodies.length - statements.length - 2;
  const [best] = [...starts.values()].filter((one) => worth(one) > 0).sort((a, b) => worth(b) - worth(a));
  return best;
}

function startsOf({ body, head }: SetBody): readonly Omit<Start, "bodies">[] {
  const until = body.findIndex(({ kind }) => kind === "some" || kind === "every");
  const most = until === -1 ? body.length - 1 : until;
  return Array.from({ length: most }, (_, index) => index + 1).flatMap((length) => {
    const statements = body.slice(0, length);
    const rest = body.slice(length);
    const last = statements.at(-1);
    const [name] = last?.kind === "assign" && last.target.kind === "variable" ? namesBoundBy(last) : [];
    if (name === undefined) return [];
    const read = new Set([...rest.flatMap((statement) => [...namesIn(statement)]), ...namesIn(head.element)]);
    if (!read.has(name) || boundNames(statements.slice(0, -1)).some((other) => read.has(other))) return [];
    return [{ statements, name }];
  });
}
