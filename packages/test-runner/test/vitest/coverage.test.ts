import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPolicyRepo, type PolicyRepo } from "./policy-repo.ts";

const policy = `
import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

export default policy({
  package: "shop",
  input: t.object({ user: t.string, total: t.number }),
  allow: {
    "small orders": ({ total }) => total < 100,
    "ann may order": ({ user }) => user === "ann",
  },
});
`;

const test = `
import { expect, it } from "vitest";
import policy from "../policies/shop.ts";

it("allows small orders", () => expect(policy).toAllow({ user: "eve", total: 1 }));
it("denies large ones", () => expect(policy).not.toAllow({ user: "eve", total: 100 }));
`;

let repo: PolicyRepo;

beforeAll(async () => {
  repo = await createPolicyRepo({ "policies/shop.ts": policy, "test/shop.test.ts": test });
});
afterAll(() => repo.remove());

it("tells what the tests of a run showed, and fails below the threshold", async () => {
  const before = process.exitCode;
  const vitest = await repo.start({ watch: false, coverage: { file: "out/policies.lcov", threshold: 90 } });
  await vitest.close();
  expect(process.exitCode).toBe(1);
  process.exitCode = before;
  const lcov = await readFile(join(repo.root, "out/policies.lcov"), "utf8");
  expect(lcov).toContain("SF:policies/shop.ts");
  expect(lcov).toContain("FNDA:1,9:small orders");
  expect(lcov).toContain("FNDA:0,10:ann may order");
  expect(lcov).toContain("BRDA:9,0,0,1\nBRDA:9,0,1,1\nBRDA:10,1,0,0\nBRDA:10,1,1,1");
});
