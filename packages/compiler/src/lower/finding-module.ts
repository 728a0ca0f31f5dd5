import type { Rule, Statement } from "../rego/ast.ts";
import { holds, scalar, variable } from "../rego/terms.ts";
import { type Concern, concernedName, concernRules } from "./concerns.ts";
import type { Formula } from "./formula.ts";
import { malformedInput, malformedRules } from "./malformed.ts";
import type { ModuleScope } from "./scope.ts";

/** What each body of a rule that finds things begins with. */
export function concernStatements(concern: Concern | undefined): readonly Statement[] {
  return concern === undefined ? [] : [holds(variable(concernedName), "policy")];
}

/** The rules of a module beside those of the policy: what a policy concerns, and what is malformed. */
export function findingSupport(
  set: string,
  concern: Concern | undefined,
  reads: readonly Formula[],
  module: ModuleScope,
): readonly Rule[] {
  const first = concernStatements(concern);
  const malformed = malformedRules([...(concern?.reads ?? []), ...reads], module, {
    always: concern?.reads ?? [],
    otherwise: first,
  });
  return [
    ...(malformed.length === 0 ? [] : [findingOfMalformed(set)]),
    ...(concern === undefined ? [] : concernRules(concern, module)),
    ...malformed,
  ];
}

/** A path that a rule could not read is a finding of its own. */
function findingOfMalformed(set: string): Rule {
  return {
    kind: "rule",
    head: {
      kind: "contains",
      name: set,
      element: {
        kind: "object",
        entries: [
          ["msg", { kind: "template", parts: [scalar(`${malformedInput}: `), variable("path")] }],
          [
            "details",
            {
              kind: "object",
              entries: [
                ["path", variable("path")],
                ["rule", scalar(malformedInput)],
              ],
            },
          ],
        ],
      },
    },
    body: [{ kind: "some", variable: "path", collection: variable("malformed"), origin: "policy" }],
    metadata: {
      title: malformedInput,
      description: "A value that a rule reads is not what its type says.",
      labels: [
        ["rule", malformedInput],
        ["effect", "deny"],
      ],
    },
  };
}

/** A set that no rule fills must still be there to be asked for. */
export function emptySet(name: string): Rule {
  return {
    kind: "rule",
    head: { kind: "contains", name, element: scalar("none") },
    body: [holds(scalar(false), "policy")],
  };
}
