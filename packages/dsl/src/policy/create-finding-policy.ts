import type { Shape } from "../schema/shape.ts";
import { byCodePoint } from "./code-point-order.ts";
import { decideFindings, type NamedFindingRule } from "./decide-findings.ts";
import type { FindingDecision, FindingRule } from "./finding.ts";
import { checkPackage, checkRuleNames } from "./names.ts";
import type { Policy, PolicyKind } from "./policy.ts";

/** Finding rules by name. */
export type FindingRules<Names extends string, Input, Data = undefined> = {
  readonly [Name in Names]: FindingRule<Input, Data>;
};

interface FindingPolicyDefinition<Input, Data, Deny extends string, Warn extends string> {
  readonly kind: PolicyKind;
  readonly package: string;
  readonly shape: Shape<Input>;
  readonly data?: Shape<Data> | undefined;
  /** Whether the policy concerns an input; all inputs when absent. */
  readonly concerns?: (input: Input) => boolean;
  readonly deny: FindingRules<Deny, Input, Data>;
  readonly warn?: FindingRules<Warn, Input, Data> | undefined;
}

/**
 * A policy of named rules that find things in an input of the given shape.
 *
 * @throws TypeError when the package or a name cannot be used; see `checkPackage` and `checkRuleNames`
 */
export function createFindingPolicy<Input, Data, Deny extends string, Warn extends string>(
  definition: FindingPolicyDefinition<Input, Data, Deny, Warn>,
): Policy<Input, Deny | Warn, FindingDecision> {
  const { kind, shape, data, concerns = () => true } = definition;
  checkPackage(definition.package);
  const deny = namedRules<Input, Data>(definition.deny);
  const warn = namedRules<Input, Data>(definition.warn ?? {});
  const names = [...deny, ...warn].map(({ name }) => name);
  checkRuleNames(names);
  const rules = { shape, data, concerns, deny, warn };
  return Object.freeze({
    kind,
    package: definition.package,
    rules: Object.freeze((names as (Deny | Warn)[]).sort(byCodePoint)),
    input: shape.schema,
    shape,
    ...(data === undefined ? {} : { data: data.schema }),
    decide: (input, options) => decideFindings(rules, input, options),
  } satisfies Policy<Input, Deny | Warn, FindingDecision>);
}

function namedRules<Input, Data>(
  rules: Readonly<Record<string, FindingRule<Input, Data>>>,
): readonly NamedFindingRule<Input, Data>[] {
  return Object.entries(rules).map(([name, rule]) => ({ name, rule }));
}
