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

/** All that is claimed of a policy, on the same inputs. */
const holds = (policy: Testable, { run, stated }: Claimed) => checkAll(policy, stated, { ...run, runs: 600 });

it("plan", () => holds(plan, properties.plan));
it("iam", () => holds(iam, properties.iam));
it("github", () => holds(github, properties.github));
