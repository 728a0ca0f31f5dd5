import { relative, resolve, sep } from "node:path";
import type { Json, JsonObject } from "@bylaw/engine";
import type { NamedPolicy, SuiteCase } from "@bylaw/targets";
import { type Recorded, recordTests, TestsFailed } from "@bylaw/test-runner";
import type { Context } from "./command.ts";
import { CannotProceed } from "./exit-code.ts";
import { byRepository } from "./repositories.ts";

type Named = NamedPolicy & { readonly path: string };

/**
 * Runs the tests of the policies' repositories, and gives each policy what they claim of it.
 *
 * @throws {CannotProceed} when tests fail
 */
export async function withCases(
  policies: readonly Named[],
  { console, process }: Context,
): Promise<readonly Named[]> {
  const cwd = process.cwd();
  const paths = policies.map(({ path }) => path);
  const cases = new Map<string, readonly SuiteCase[]>();
  for (const [root, files] of byRepository(paths, cwd)) {
    const recorded = await console.progress(`Running the tests in ${relative(cwd, root) || "."}`, () =>
      recordedIn(root),
    );
    for (const path of files) {
      const file = resolve(cwd, path);
      cases.set(
        path,
        recorded.filter(({ policy }) => policy === file).flatMap((one) => caseOf(one, root)),
      );
    }
  }
  return policies.map((policy) => ({ ...policy, cases: cases.get(policy.path) ?? [] }));
}

async function recordedIn(root: string): Promise<readonly Recorded[]> {
  try {
    return await recordTests(root);
  } catch (error) {
    if (error instanceof TestsFailed) throw new CannotProceed(error.message);
    throw error;
  }
}

/** A claim about a review. */
function caseOf({ test, question, purpose }: Recorded, root: string): readonly SuiteCase[] {
  if (purpose.kind !== "claim") return [];
  const input = objectOf(question.input);
  const review = objectOf(input?.review);
  // That a rule did not decide says nothing of whether another did.
  if (review === undefined || (purpose.claim.negated && purpose.claim.by !== undefined)) return [];
  const parameters = input?.parameters;
  const data = objectOf(question.data);
  return [
    {
      // Where the repository lies on this machine is nobody's business.
      name: test.startsWith(`${root}${sep}`) ? test.slice(root.length + sep.length) : test,
      review,
      ...(parameters === undefined ? {} : { parameters }),
      ...(data === undefined ? {} : { data }),
      violates: (purpose.claim.verdict === "deny") !== purpose.claim.negated,
    },
  ];
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}
