import { join } from "node:path";
import { type KindName, kubernetesKinds } from "@bylaw/dsl/kubernetes";
import { invalidKubernetesObjects, kubernetesObjects, kubernetesUpdates } from "@bylaw/test-runner";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compiled } from "../targets/examples.ts";
import { root } from "../workspace.ts";
import { kubernetesValidator, validate, type Write } from "./validator.ts";

// What is generated for tests, by the API server's own validation. The table at the end is that of
// docs/reference/generators.md.

const kinds = Object.keys(kubernetesKinds) as KindName[];
const objectsOfEach = 1_000;
const updatesOfEach = 300;
/** A seed of its own for each use, the same in each run. */
const seeds = { created: 1, updated: 2, invalid: 3, compared: 4 } as const;

let program: string;
const rows: string[] = [];

beforeAll(async () => {
  program = await kubernetesValidator();
});

afterAll(() => console.log(["| kind | created | updated | refused of the invalid |", ...rows].join("\n")));

interface Verdict {
  /** From 0 to 1. */
  readonly accepted: number;
  /** What was accepted, or not, with what the API server said, for whoever reads a failure. */
  readonly examples: readonly string[];
}

async function ask(writes: readonly Write[], expected: boolean, names?: readonly string[]): Promise<Verdict> {
  const answers = await validate(program, writes);
  const wrong = answers.flatMap((errors, index) =>
    (errors.length === 0) === expected
      ? []
      : [`${names?.[index] ?? ""} ${errors.join("; ")} ${JSON.stringify(writes[index])}`],
  );
  const accepted = answers.filter((errors) => errors.length === 0).length;
  return { accepted: accepted / answers.length, examples: wrong.slice(0, 3) };
}

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;

describe.each(kinds)("%s", (kind) => {
  it("is taken by the API server as it is generated, new or changed, and refused with a mistake", async () => {
    const options = { numRuns: objectsOfEach };
    const objects = fc.sample(kubernetesObjects(kind), { ...options, seed: seeds.created });
    const created = await ask(
      objects.map((object) => ({ object })),
      true,
    );
    expect(created.accepted, created.examples.join("\n")).toBeGreaterThanOrEqual(0.995);

    const updates = fc.sample(kubernetesUpdates(kind), { numRuns: updatesOfEach, seed: seeds.updated });
    const updated = await ask(updates, true);
    expect(updated.accepted, updated.examples.join("\n")).toBeGreaterThanOrEqual(0.995);

    const invalid = fc.sample(invalidKubernetesObjects(kind), { ...options, seed: seeds.invalid });
    const names = invalid.map(({ mistake }) => mistake);
    const refused = await ask(
      invalid.map(({ object }) => ({ object })),
      false,
      names,
    );
    expect(refused.accepted, refused.examples.join("\n")).toBeLessThanOrEqual(0.01);
    rows.push(
      `| \`${kind}\` | ${percent(created.accepted)} | ${percent(updated.accepted)} | ${percent(1 - refused.accepted)} |`,
    );
  });
});

// What a policy compares with is met often, so that it must not lead away from what can be.
it.each([
  "kubernetes-baseline/baseline-privileges",
  "kubernetes-baseline/baseline-profiles",
  "kubernetes-baseline/restricted-volumes",
  "kubernetes-guardrails/guardrails",
  "kubernetes-guardrails/images",
])("pods are taken that meet the literals of %s", async (name) => {
  const [repository = "", policyName = ""] = name.split("/");
  const policy = compiled({ file: join(root, "examples", repository, "policies", `${policyName}.ts`) });
  const pods = kubernetesObjects("v1/Pod", policy.comparedLiterals, ["review", "object"]);
  const sample = fc.sample(pods, { numRuns: 300, seed: seeds.compared });
  const { accepted, examples } = await ask(
    sample.map((object) => ({ object })),
    true,
  );
  expect(accepted, examples.join("\n")).toBeGreaterThanOrEqual(0.995);
});

it("says what is wrong, and of what it does not know that it does not", async () => {
  const metadata = { name: "Web", namespace: "default" };
  const answers = await validate(program, [
    { object: { apiVersion: "v1", kind: "ConfigMap", metadata } },
    { object: { apiVersion: "v1", kind: "Endpoints", metadata } },
    { object: { apiVersion: "v1", kind: "ConfigMap", metadata: { ...metadata, name: "web" } } },
  ]);
  expect(answers).toEqual([
    [expect.stringMatching(/^metadata\.name: Invalid value: "Web"/)],
    [expect.stringContaining("is not validated here")],
    [],
  ]);
});
