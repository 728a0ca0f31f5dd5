import { checkAll } from "@bylaw/test-runner";
import { it } from "vitest";
import policy from "../policies/authz.ts";
import { properties } from "./properties.ts";

const { run, stated } = properties.authz;
/** In milliseconds: a slow machine takes a while. */
const timeout = 300_000;

// Tests that take long are in a file of their own, so that others run beside them.
it("has the properties that are claimed", () => checkAll(policy, stated, { ...run, runs: 300 }), timeout);
