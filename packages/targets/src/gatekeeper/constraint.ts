import type { CompiledPolicy } from "@bylaw/compiler";
import { parametersOf } from "./constraint-template.ts";
import { sampleOf } from "./sample-parameters.ts";

/** What Gatekeeper does about a violation, from watching to enforcing. */
export const enforcementActions = ["dryrun", "warn", "deny"] as const;

export type EnforcementAction = (typeof enforcementActions)[number];

/** A sample constraint of a policy's template: the kinds it matches, and parameters to fill in. */
export function sampleConstraint(
  policy: CompiledPolicy,
  constraint: string,
  enforcementAction: EnforcementAction,
): object {
  const parameters = parametersOf(policy);
  return {
    apiVersion: "constraints.gatekeeper.sh/v1beta1",
    kind: constraint,
    metadata: { name: constraint.toLowerCase() },
    spec: {
      enforcementAction,
      ...(policy.match === undefined ? {} : { match: { kinds: matchedKinds(policy.match) } }),
      ...(parameters === undefined ? {} : { parameters: sampleOf(parameters) }),
    },
  };
}

/** The matched kinds by group; a constraint matches a kind in all of its versions. */
function matchedKinds(match: NonNullable<CompiledPolicy["match"]>): readonly object[] {
  const groups = new Map<string, Set<string>>();
  for (const { group, kind } of match) {
    const kinds = groups.get(group) ?? new Set();
    groups.set(group, kinds.add(kind));
  }
  return [...groups].map(([group, kinds]) => ({ apiGroups: [group], kinds: [...kinds] }));
}
