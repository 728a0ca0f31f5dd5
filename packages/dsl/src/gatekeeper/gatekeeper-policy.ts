import { groupVersionKind, isOfKinds } from "../kubernetes/group-version-kind.ts";
import type { KindName } from "../kubernetes/kinds.ts";
import { type MatchedObject, shapeOfKinds } from "../kubernetes/matched-object.ts";
import { createFindingPolicy } from "../policy/create-finding-policy.ts";
import type { FindingDecision, FindingRule } from "../policy/finding.ts";
import type { Policy } from "../policy/policy.ts";
import type { Shape } from "../schema/index.ts";
import { type GatekeeperInput, gatekeeperInput } from "./input.ts";

/** What `gatekeeperPolicy` takes. */
export interface GatekeeperPolicyDefinition<Names extends string, Match extends KindName, Parameters, Data> {
  /** The kind of the constraints, such as `K8sRequiredLabels`. The Rego package is the same in lower case. */
  readonly kind: string;
  /** The kinds of objects that the policy concerns, such as `v1/Pod`; in others it finds nothing. All when absent. */
  readonly match?: readonly Match[];
  /** What a constraint may set. */
  readonly parameters?: Shape<Parameters>;
  /** The documents below `data`: what Gatekeeper replicates is under `inventory`. */
  readonly data?: Shape<Data>;
  /** Rules by name. What they find is a violation. */
  readonly violation: {
    readonly [Name in Names]: FindingRule<GatekeeperInput<MatchedObject<Match>, Parameters>, Data>;
  };
}

const kindName = /^[A-Z][A-Za-z0-9]{0,62}$/;

/**
 * A policy for Gatekeeper: a ConstraintTemplate and what it finds.
 *
 * @returns the policy; export it as the module's default, so that it can be compiled
 * @throws TypeError on a kind that is no name of a kind, or on a rule name as for `envoyPolicy`
 */
export function gatekeeperPolicy<
  const Names extends string,
  const Match extends KindName = never,
  Parameters = undefined,
  Data = undefined,
>(
  definition: GatekeeperPolicyDefinition<Names, Match, Parameters, Data>,
): Policy<GatekeeperInput<MatchedObject<Match>, Parameters>, Names, FindingDecision> {
  const { kind, match = [], parameters, data, violation } = definition;
  if (!kindName.test(kind)) {
    throw new TypeError(`${JSON.stringify(kind)} is no kind: write a name such as K8sRequiredLabels`);
  }
  const kinds = match.map(groupVersionKind);
  type Input = GatekeeperInput<MatchedObject<Match>, Parameters>;
  return createFindingPolicy<Input, Data, Names, never>({
    kind: "gatekeeper",
    package: kind.toLowerCase(),
    shape: gatekeeperInput(shapeOfKinds(match), parameters),
    data,
    concerns: ({ review }) => kinds.length === 0 || isOfKinds(review.kind, kinds),
    deny: violation,
  });
}
