import { dirname, join } from "node:path";
import { compile } from "@bylaw/compiler";
import { findOpa } from "@bylaw/engine";
import { expect, it } from "vitest";
import { findKillers } from "../../../src/mutation/typescript/find-killers.ts";
import { loadMutablePolicy } from "../../../src/mutation/typescript/load-policy.ts";

const file = join(import.meta.dirname, "../../policies/regions.ts");

it("looks near what tests ask when no comparison leads to an input", async () => {
  const compilation = compile({ entry: file });
  if (!compilation.ok) throw new Error("the policy does not compile");
  const mutable = await loadMutablePolicy(file, dirname(file));
  const dropped = mutable.mutants.filter(({ operator }) => operator === "drop an element");
  const { killers } = await findKillers(mutable, dropped, {
    opa: await findOpa(),
    artefact: compilation.policy,
    questions: [{ input: { region: "elsewhere", test: 0 }, now: 0n }],
    runs: 1,
    seed: 1,
  });
  const regions = dropped.map(({ id }) => JSON.parse(killers.get(id)?.input ?? "{}").region);
  expect(regions.sort()).toEqual(["eu-north/1", "eu-south/1", "us-east/1", "us-west/1"]);
});
