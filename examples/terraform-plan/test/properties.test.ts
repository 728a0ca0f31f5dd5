import { checkAll } from "@bylaw/test-runner";
import { it } from "vitest";
import plan from "../policies/plan.ts";
import { properties } from "./properties.ts";

it("plan has the properties that are stated", { timeout: 240_000 }, () => {
  const { run, stated } = properties.plan;
  return checkAll(plan, stated, { ...run, runs: 1500 });
});
