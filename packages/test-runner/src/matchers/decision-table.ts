import { type DecisionExpectation, toAllow, toDeny, toViolate } from "./decisions.ts";

/** A case of a table: an input, and what is expected of its decision. */
export interface DecisionCase<Name extends string = string>
  extends DecisionExpectation<Name | "malformed input"> {
  readonly name: string;
  readonly input: unknown;
  readonly decision: "allow" | "deny" | "violate";
}

const matchers = { allow: toAllow, deny: toDeny, violate: toViolate } as const;

/**
 * Decides all cases of a table, and names every one that is not as expected.
 *
 * @throws {Error} when a case is not as expected, or when there is none
 */
export async function decisionTable<Name extends string>(
  policy: { readonly rules: readonly Name[] },
  cases: readonly DecisionCase<Name>[],
): Promise<void> {
  if (cases.length === 0) throw new Error("the table has no cases, so that it tests nothing");
  const failures: string[] = [];
  for (const { name, input, decision, ...expectation } of cases) {
    const { pass, message } = await matchers[decision].call({}, policy, input, expectation);
    if (!pass) failures.push(`${name}\n${message().replaceAll(/^/gm, "  ")}`);
  }
  if (failures.length > 0)
    throw new Error(
      `${failures.length} of ${cases.length} cases are not as expected\n\n${failures.join("\n\n")}`,
    );
}
