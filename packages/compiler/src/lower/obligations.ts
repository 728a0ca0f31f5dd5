import type { Rule } from "../rego/ast.ts";
import { call, compare, fails, holds, scalar, variable } from "../rego/terms.ts";
import { findingBodies } from "./finding-bodies.ts";
import { emptySet } from "./finding-module.ts";
import type { LoweredFindingRule } from "./findings.ts";
import type { Formula } from "./formula.ts";
import { malformedRules } from "./malformed.ts";
import type { ModuleScope } from "./scope.ts";

const setName = "obligations";
const malformedName = "malformed_in_obligations";

/** What must be readable for an input to be allowed, as if a deny rule read it. */
export function readsWhenAllowed(rules: readonly LoweredFindingRule[]): readonly Formula[] {
  return readsOf(rules, "oblige allowed");
}

function readsOf(
  rules: readonly LoweredFindingRule[],
  effect: LoweredFindingRule["rule"]["effect"],
): readonly Formula[] {
  return rules.flatMap(({ rule, reads }) => (rule.effect === effect ? [reads] : []));
}

/**
 * The object that says whether the input is allowed and what must be done for that to hold. Obligations of what is
 * denied are not there when one of them could not be read.
 */
export function obligationRules(rules: readonly LoweredFindingRule[], module: ModuleScope): readonly Rule[] {
  if (rules.length === 0) return [];
  const malformed = malformedRules(readsOf(rules, "oblige denied"), module, {
    set: malformedName,
    always: [],
    otherwise: [],
  });
  const readable = holds(compare(call("count", variable(malformedName)), "==", scalar(0)), "policy");
  const allow = variable("allow");
  const bodies = rules.flatMap((lowered) =>
    findingBodies(
      lowered,
      setName,
      lowered.rule.effect === "oblige allowed"
        ? [holds(allow, "policy")]
        : [fails(allow, "policy"), ...(malformed.length === 0 ? [] : [readable])],
      module,
    ),
  );
  return [
    {
      kind: "rule",
      head: {
        kind: "complete",
        name: "decision",
        value: {
          kind: "object",
          entries: [
            ["allowed", allow],
            [setName, variable(setName)],
          ],
        },
      },
      body: [],
      metadata: { entrypoint: true },
    },
    ...(bodies.length === 0 ? [emptySet(setName)] : bodies),
    ...malformed,
  ];
}
