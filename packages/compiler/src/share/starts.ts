import { memoised } from "../memoised.ts";
import type { Rule, Statement } from "../rego/ast.ts";
import { createNumbers } from "../rego/numbers.ts";
import { namesBoundBy, namesIn, namesInStatement, textKey } from "../rego/references.ts";
import { bind, variable } from "../rego/terms.ts";
import { isCheck, replaceRules, type SetBody } from "./bodies.ts";
import type { NewName } from "./share.ts";

/** A way in which a body begins: it gives one value a name, and nothing else of it is read further down. */
interface Start {
  /** The same for two starts exactly when they read the same. */
  readonly key: number;
  /** How many statements it has. */
  readonly length: number;
  readonly name: string;
}

/** The bodies that begin in one way, by their places among all bodies. */
type Bodies = Map<number, Start>;

/**
 * Gives what checks of malformed paths begin with a rule of its own. The statements have one outcome, so that the
 * rule has one value, or none where a statement fails: the bodies fail then as they did.
 */
export function shareStarts(rules: readonly Rule[], newName: NewName): readonly Rule[] {
  const checks = rules.filter(isCheck);
  const now: SetBody[] = [...checks];
  const startsOf = createStarts();
  // Bodies are many and alike, so that after each step only those that it changed are looked at again.
  const groups = new Map<number, Bodies>();
  const enter = (rule: SetBody, at: number): void => {
    for (const start of startsOf(rule)) {
      const bodies = groups.get(start.key);
      if (bodies === undefined) groups.set(start.key, new Map([[at, start]]));
      else bodies.set(at, start);
    }
  };
  const leave = (rule: SetBody, at: number): void => {
    for (const { key } of startsOf(rule)) groups.get(key)?.delete(at);
  };
  now.forEach(enter);
  const added: Rule[] = [];
  for (let best = bestOf(groups); best !== undefined; best = bestOf(groups)) {
    const places = [...best.keys()].sort((a, b) => a - b);
    const of = places.at(-1) ?? 0;
    const { length, name: wish } = best.get(of) ?? { length: 0, name: "" };
    const statements = now[of]?.body.slice(0, length) ?? [];
    const last = statements.at(-1);
    const name = newName(wish.replace(/_\d+$/, ""));
    if (last?.kind !== "assign") break;
    // The value keeps its local name, so that calls further down are made after it is known to be there.
    const local: Statement = bind(wish, variable(name));
    for (const at of places) {
      const rule = now[at];
      if (rule === undefined) continue;
      leave(rule, at);
      const changed = { ...rule, body: [local, ...rule.body.slice(length)] };
      now[at] = changed;
      enter(changed, at);
    }
    added.push({
      kind: "rule",
      head: { kind: "complete", name, value: last.value },
      body: statements.slice(0, -1),
    });
  }
  const replaced = new Map<Rule, readonly Rule[]>(
    checks.flatMap((rule, at) => (now[at] === rule ? [] : [[rule, [now[at] ?? rule]]])),
  );
  return replaceRules(rules, replaced, added);
}

/** Where most is left out; of several, the one that stands first. */
function bestOf(groups: ReadonlyMap<number, Bodies>): Bodies | undefined {
  let best:
    | { readonly bodies: Bodies; readonly worth: number; readonly first: readonly number[] }
    | undefined;
  for (const bodies of groups.values()) {
    // Most are of a single body, for which no rule is worth its lines.
    if (bodies.size < 2) continue;
    const [start] = bodies.values();
    if (start === undefined) continue;
    const worth = (start.length - 1) * bodies.size - start.length - 2;
    if (worth <= 0 || worth < (best?.worth ?? 0)) continue;
    const first = [Math.min(...bodies.keys()), start.length];
    if (best === undefined || worth > best.worth || isBefore(first, best.first))
      best = { bodies, worth, first };
  }
  return best?.bodies;
}

function isBefore(
  [place = 0, length = 0]: readonly number[],
  [otherPlace = 0, otherLength = 0]: readonly number[],
) {
  return place < otherPlace || (place === otherPlace && length < otherLength);
}

/** The function that finds the starts of bodies, each statement being read once. */
function createStarts(): (rule: SetBody) => readonly Start[] {
  const numberOf = createNumbers();
  return memoised((rule: SetBody) => {
    const { body, head } = rule;
    const until = body.findIndex(({ kind }) => kind === "some" || kind === "every");
    const most = until === -1 ? body.length - 1 : until;
    // Where each name is last read.
    const last = new Map<string, number>();
    for (const [at, statement] of body.entries())
      for (const name of namesInStatement(statement)) last.set(name, at);
    for (const name of namesIn(head.element)) last.set(name, body.length);
    const isReadAfter = (name: string, at: number): boolean => (last.get(name) ?? -1) > at;
    const found: Start[] = [];
    const bound: string[] = [];
    let key = -1;
    for (const [at, statement] of body.slice(0, most).entries()) {
      key = numberOf(`${key} ${numberOf(textKey(statement))}`);
      const given = namesBoundBy(statement);
      const [name] = statement.kind === "assign" && statement.target.kind === "variable" ? given : [];
      if (name !== undefined && isReadAfter(name, at) && !bound.some((other) => isReadAfter(other, at)))
        found.push({ key, length: at + 1, name });
      bound.push(...given);
    }
    return found;
  });
}
