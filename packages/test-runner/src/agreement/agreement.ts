import type { Policy } from "@bylaw/dsl";
import { artefactOf } from "../decision/artefact.ts";
import { type AgreementOptions, type AgreementResult, checkAgreement } from "./check-agreement.ts";
import { describeAgreement } from "./describe.ts";

/**
 * The ready-made property: TypeScript, OPA (with and without strict builtin errors), opa-wasm and generated JavaScript decide alike, on
 * well-formed inputs exactly, on malformed ones within bounds. For use in a test:
 *
 * ```ts
 * it("decides alike on all engines", () => agreement(policy, { runs: 2_000 }));
 * ```
 *
 * `BYLAW_AGREEMENT_RUNS` and `BYLAW_AGREEMENT_SEED` in the environment come before the options.
 *
 * @throws {Error} with the smallest input on which an engine disagrees, and how each decides it; or when a rule was
 *   never reached, since the property then says nothing about it (`unreached: "allow"` accepts that)
 */
export async function agreement<Input, Name extends string>(
  policy: Policy<Input, Name>,
  options: Omit<AgreementOptions, "policy" | "artefact"> & { readonly unreached?: "fail" | "allow" } = {},
): Promise<AgreementResult> {
  const result = await checkAgreement({ ...options, ...longerRun(), policy, artefact: artefactOf(policy) });
  if (!result.holds) throw new Error(describeAgreement(result, policy.package));
  const unreached = [...result.reached]
    .filter(([, count]) => count === 0)
    .map(([name]) => JSON.stringify(name));
  if (unreached.length > 0 && options.unreached !== "allow") {
    throw new Error(
      `no generated input reached ${unreached.join(", ")}:\n${describeAgreement(result, policy.package)}`,
    );
  }
  return result;
}

/** A longer run of the same tests, such as at night: `BYLAW_AGREEMENT_RUNS=50000`, with another seed if one is given. */
function longerRun(): Pick<AgreementOptions, "runs" | "seed"> {
  const [runs, seed] = ["BYLAW_AGREEMENT_RUNS", "BYLAW_AGREEMENT_SEED"].map((name) => {
    const text = process.env[name];
    if (text === undefined) return undefined;
    if (!/^[1-9]\d{0,8}$/.test(text))
      throw new Error(`${name} is a number of at least 1, not ${JSON.stringify(text)}`);
    return Number(text);
  });
  return { ...(runs === undefined ? {} : { runs }), ...(seed === undefined ? {} : { seed }) };
}
