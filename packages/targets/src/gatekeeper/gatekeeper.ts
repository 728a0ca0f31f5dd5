import type { Artefact, NamedPolicy, Target } from "../target.ts";
import { yamlText } from "../yaml.ts";
import { enforcementActions, sampleConstraint } from "./constraint.ts";
import { constraintTemplate } from "./constraint-template.ts";
import { suiteArtefacts } from "./suite.ts";

const fill = "Fill in the parameters, and begin with dryrun: audit then reports what deny would refuse.";

/** ConstraintTemplates for Gatekeeper, 3.23 or later, each with sample constraints. */
export const gatekeeper: Target = {
  name: "gatekeeper",
  summary: "Gatekeeper's ConstraintTemplates and sample constraints",
  refusal: (policy) =>
    policy.constraint === undefined ? "only a gatekeeperPolicy makes a ConstraintTemplate" : undefined,
  build: (policies) => policies.flatMap(filesOf),
};

function filesOf({ policy, cases = [] }: NamedPolicy): readonly Artefact[] {
  const { constraint = "" } = policy;
  const folder = constraint.toLowerCase();
  return [
    {
      path: `${folder}/template.yaml`,
      content: yamlText([constraintTemplate(policy, constraint)]),
    },
    ...(cases.length === 0 ? [] : suiteArtefacts(policy, constraint, cases, folder)),
    ...enforcementActions.map((action) => ({
      path: `${folder}/samples/${action}.yaml`,
      content: yamlText([sampleConstraint(policy, constraint, action)], fill),
    })),
  ];
}
