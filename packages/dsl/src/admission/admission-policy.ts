import { groupVersionKind, isOfKinds } from "../kubernetes/group-version-kind.ts";
import type { KindName } from "../kubernetes/kinds.ts";
import { type MatchedObject, shapeOfKinds } from "../kubernetes/matched-object.ts";
import { createFindingPolicy } from "../policy/create-finding-policy.ts";
import type { FindingDecision, FindingRule } from "../policy/finding.ts";
import type { Policy } from "../policy/policy.ts";
import type { Shape } from "../schema/index.ts";
import { type AdmissionInput, admissionInput } from "./input.ts";

/** What `admissionPolicy` takes. */
export interface AdmissionPolicyDefinition<
  Deny extends string,
  Warn extends string,
  Match extends KindName,
  Data,
> {
  /** The Rego package, dotted, such as `kubernetes.admission`. */
  readonly package: string;
  /** The kinds of objects that the policy concerns, such as `v1/Pod`; in others it finds nothing. All when absent. */
  readonly match?: readonly Match[];
  /** The documents below `data`. */
  readonly data?: Shape<Data>;
  /** Rules by name. What they find denies the request. */
  readonly deny: { readonly [Name in Deny]: FindingRule<AdmissionInput<MatchedObject<Match>>, Data> };
  /** Rules by name. What they find is told to whoever asks, and denies nothing. */
  readonly warn?: { readonly [Name in Warn]: FindingRule<AdmissionInput<MatchedObject<Match>>, Data> };
}

/**
 * A policy for Kubernetes' admission webhooks with plain OPA. It concerns what is created or updated; deletions and
 * connections it lets pass.
 *
 * @returns the policy; export it as the module's default, so that it can be compiled
 * @throws TypeError on a package that Rego cannot have, or on a rule name as for `envoyPolicy`
 */
export function admissionPolicy<
  const Deny extends string,
  const Warn extends string = never,
  const Match extends KindName = never,
  Data = undefined,
>(
  definition: AdmissionPolicyDefinition<Deny, Warn, Match, Data>,
): Policy<AdmissionInput<MatchedObject<Match>>, Deny | Warn, FindingDecision> {
  const { match = [], data, deny, warn } = definition;
  const kinds = match.map(groupVersionKind);
  return createFindingPolicy<AdmissionInput<MatchedObject<Match>>, Data, Deny, Warn>({
    kind: "admission",
    package: definition.package,
    shape: admissionInput(shapeOfKinds(match)),
    data,
    concerns: ({ request }) => {
      // Both are read whatever the other says, so that a malformed one is never passed over.
      const writes = request.operation === "CREATE" || request.operation === "UPDATE";
      return (kinds.length === 0 || isOfKinds(request.kind, kinds)) && writes;
    },
    deny,
    warn,
  });
}
