import { checkAll } from "@bylaw/test-runner";
import { it } from "vitest";
import authz from "../policies/authz.ts";
import { properties } from "./properties.ts";

it("authz has the properties that are stated", { timeout: 240_000 }, () => {
  const { run, stated } = properties.authz;
  return checkAll(authz, stated, { ...run, runs: 1500 });
});
