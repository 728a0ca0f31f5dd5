import type { Rule, Statement } from "../rego/ast.ts";
import { holds, scalar, variable } from "../rego/terms.ts";
import { type Concern, concernedName } from "./concerns.ts";
import type { Formula } from "./formula.ts";
import { malformedInput, malformedRules } from "./malformed.ts";
import type { ModuleScope } from "./scope.ts";

/** What each body of a rule that finds things begins with. */
export function concernStatements(concern: Concern | undefined): readonly Statement[] {
  return concern === undefined ? [] : [holds(variable(concernedName), "policy")];
}

/** A set of findings, and where the paths are that its rules could not read. */
export interface Checked {
  readonly set: string;
  readonly malformed: string;
  readonly effect: "deny" | "warn";
}

/** The rules that find what is malformed in all that some rules read. */
export function malformedFindings(
  checked: Checked,
  concern: Concern | undefined,
  reads: readonly Formula[],
  module: ModuleScope,
): readonly Rule[] {
  const always = checked.effect === "deny" ? (concern?.reads ?? []) : [];
  const malformed = malformedRules([...always, ...reads], module, {
    set: checked.malformed,
    always,
    otherwise: concernStatements(concern),
  });
  return malformed.length === 0 ? [] : [findingOfMalformed(checked), ...malformed];
}

/** A path that a rule could not read is a finding of its own. */
function findingOfMalformed({ set, malformed, effect }: Checked): Rule {
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
    body: [{ kind: "some", variable: "path", collection: variable(malformed), origin: "policy" }],
    metadata: {
      title: malformedInput,
      description: "A value that a rule reads is not what its type says.",
      labels: [
        ["rule", malformedInput],
        ["effect", effect],
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
