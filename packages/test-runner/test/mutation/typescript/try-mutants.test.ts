import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { loadMutablePolicy } from "../../../src/mutation/typescript/load-policy.ts";
import { claimedQuestions } from "../../../src/mutation/typescript/questions.ts";
import { tryMutants } from "../../../src/mutation/typescript/try-mutants.ts";
import type { Claim } from "../../../src/recording/recorder.ts";
import type { Recorded } from "../../../src/recording/recording.ts";

const file = join(import.meta.dirname, "../../policies/regions.ts");

const recorded = (region: string, test: number, verdict: Claim["verdict"], by: string): Recorded => ({
  policy: file,
  test: `test ${test}`,
  question: { input: { region, test }, now: 0n },
  purpose: { kind: "claim", claim: { verdict, by, negated: false } },
});

/** Many tests that notice little, and one for each mistake. */
const tests = [
  ...Array.from({ length: 95 }, (_, test) => recorded("us-east/1", test, "allow", "known regions")),
  recorded("us-west/1", 95, "allow", "known regions"),
  recorded("eu-south/1", 96, "allow", "known regions"),
  recorded("eu-north/1", 98, "allow", "known regions"),
  recorded("us-east/1", 99, "deny", "the last test"),
];

it("asks first what is likely to notice a mistake", async () => {
  const mutable = await loadMutablePolicy(file, dirname(file));
  let asked = 0;
  const policy: typeof mutable.policy = {
    ...mutable.policy,
    decide: (input, options) => {
      asked++;
      return mutable.policy.decide(input, options);
    },
  };
  const questions = claimedQuestions(policy, tests);
  const { results } = tryMutants({ ...mutable, policy }, mutable.mutants, questions);
  expect(results.map(({ status }) => status)).toEqual(mutable.mutants.map(() => "killed"));
  expect(results.length).toBeGreaterThanOrEqual(11);
  const noticedBy = (replacement: string) =>
    results.find(({ mutant }) => mutant.replacement === replacement)?.killedBy;
  expect(noticedBy('["eu-south/1", "us-east/1", "us-west/1"]')).toBe("test 98");
  expect(noticedBy('["eu-north/1", "eu-south/1", "us-east/1"]')).toBe("test 95");
  expect(noticedBy("test >= 98")).toBe("test 98");
  // Each question is asked once of the policy as it is, and in the order of the tests each mutant would cost about 90.
  expect(asked - tests.length).toBeLessThan(30 * results.length);
});
