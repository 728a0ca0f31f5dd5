import type { CompiledPolicy } from "@bylaw/compiler";
import { describe, expect, it } from "vitest";
import { type TargetName, targetNames } from "../src/target.ts";
import { targets } from "../src/targets.ts";
import { example, exampleNames, options } from "./policies.ts";

const everywhere = ["rego", "bundle", "wasm"] as const;

/** What docs/reference/targets.md says: the targets that a policy is for, by what its input is and how it answers. */
function documented({ kind, answer }: CompiledPolicy): readonly TargetName[] {
  switch (kind) {
    case "envoy":
      return [...everywhere, "envoy", "istio"];
    case "gatekeeper":
      return [...everywhere, "gatekeeper", "conftest"];
    case "admission":
    case "terraform":
      return [...everywhere, "conftest"];
    case "http":
    case "own":
      return answer === "findings" ? [...everywhere, "conftest"] : everywhere;
  }
}

const reasons: Readonly<Partial<Record<TargetName, string>>> = {
  gatekeeper: "only a gatekeeperPolicy makes a ConstraintTemplate",
  envoy: "only policies for Envoy answer its requests",
  istio: "only policies for Envoy answer its requests",
  conftest: "Conftest asks for findings, and this policy only allows or denies",
};

it("finds the policies of the examples", () => {
  expect(exampleNames).toContain("kubernetes-baseline/secrets");
  expect(exampleNames).not.toContain("kubernetes-baseline/workload");
  expect(exampleNames.length).toBeGreaterThanOrEqual(30);
});

const repositories = new Set(exampleNames.map((name) => name.split("/")[0]));

it.each([...repositories])("%s is built as a whole, each file once", async (repository) => {
  const policies = exampleNames.filter((name) => name.startsWith(`${repository}/`)).map(example);
  for (const target of Object.values(targets)) {
    const fitting = policies.filter(({ policy }) => target.refusal(policy) === undefined);
    const paths = (await target.build(fitting, options)).map(({ path }) => path);
    expect(new Set(paths).size, target.name).toBe(paths.length);
  }
});

describe.each(exampleNames)("%s", (name) => {
  const given = example(name);
  it.each(targetNames)("is built for %s, or refused for what it is", async (target) => {
    const fits = documented(given.policy).includes(target);
    expect(targets[target].refusal(given.policy)).toBe(fits ? undefined : reasons[target]);
    if (!fits) {
      expect(reasons[target]).toBeDefined();
      return;
    }
    const files = await targets[target].build([given], options);
    expect(files.length).toBeGreaterThan(0);
    for (const { path, content } of files) expect(content.length, path).toBeGreaterThan(0);
  });
});
