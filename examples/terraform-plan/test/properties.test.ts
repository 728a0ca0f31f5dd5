import { checkAll, type Property, type PropertyRun, type Testable } from "@bylaw/test-runner";
import { it } from "vitest";
import github from "../policies/github.ts";
import iam from "../policies/iam.ts";
import plan from "../policies/plan.ts";
import { properties } from "./properties.ts";

interface Claimed {
  readonly run: PropertyRun;
  readonly stated: readonly Property[];
}

/** In milliseconds: a slow machine takes a while. */
const timeout = 300_000;

/** All that is claimed of a policy, on the same inputs. */
const holds = (policy: Testable, { run, stated }: Claimed) => checkAll(policy, stated, { ...run, runs: 600 });

it("plan", () => holds(plan, properties.plan), timeout);
it("iam", () => holds(iam, properties.iam), timeout);
it("github", () => holds(github, properties.github), timeout);
