import type { Stages } from "./compile.ts";
import { printModule } from "./rego/printer.ts";

export const stageNames = ["frontend", "ir", "lower", "rego"] as const;

export type StageName = (typeof stageNames)[number];

/**
 * The product of a stage as text: `frontend` the rules and the input's schema, `ir` the expressions, `lower` the
 * conditions after inlining, `rego` the module.
 * @returns nothing when the compilation did not come so far
 */
export function printStage(stages: Stages, name: StageName): string | undefined {
  switch (name) {
    case "frontend": {
      const { frontend } = stages;
      if (frontend === undefined) return undefined;
      const rules = [...frontend.rules, ...frontend.findingRules].map(
        ({ name: rule, effect, description }) => ({
          name: rule,
          effect,
          description,
        }),
      );
      return json({ package: frontend.package, rules, input: frontend.input }, ["span"]);
    }
    case "ir":
      return stages.frontend === undefined
        ? undefined
        : json({
            rules: stages.frontend.rules,
            findingRules: stages.frontend.findingRules,
            functions: [...stages.frontend.functions],
          });
    case "lower":
      return stages.lower === undefined
        ? undefined
        : json([
            ...stages.lower.rules.map(({ rule, formula }) => ({ rule: rule.name, formula })),
            ...stages.lower.findingRules.map(({ rule, findings }) => ({ rule: rule.name, findings })),
          ]);
    case "rego":
      return stages.rego === undefined ? undefined : printModule(stages.rego).text;
  }
}

function json(value: unknown, left: readonly string[] = ["span", "schema"]): string {
  return `${JSON.stringify(value, (key, inner: unknown) => (left.includes(key) ? undefined : inner), 2)}\n`;
}
