import { checkAll, type Property, type PropertyRun, type Testable } from "@bylaw/test-runner";
import { it } from "vitest";
import authz from "../policies/authz.ts";
import payments from "../policies/payments.ts";
import { properties } from "./properties.ts";

interface Claimed {
  readonly run: PropertyRun;
  readonly stated: readonly Property[];
}

/** In milliseconds: a slow machine takes a while. */
const timeout = 300_000;

/** All that is claimed of a policy, on the same inputs. */
const holds = (policy: Testable, { run, stated }: Claimed) => checkAll(policy, stated, { ...run, runs: 600 });

it("authz", () => holds(authz, properties.authz), timeout);
it("payments", () => holds(payments, properties.payments), timeout);
