import { checkAll, type Property, type PropertyRun, type Testable } from "@bylaw/test-runner";
import { it } from "vitest";
import guardrails from "../policies/guardrails.ts";
import images from "../policies/images.ts";
import requiredLabels from "../policies/required-labels.ts";
import { properties } from "./properties.ts";

interface Claimed {
  readonly run: PropertyRun;
  readonly stated: readonly Property[];
}

/** In milliseconds: a slow machine takes a while. */
const timeout = 300_000;

/** All that is claimed of a policy, on the same inputs. */
const holds = (policy: Testable, { run, stated }: Claimed) => checkAll(policy, stated, { ...run, runs: 400 });

it("guardrails", () => holds(guardrails, properties.guardrails), timeout);
it("images", () => holds(images, properties.images), timeout);
it("required-labels", () => holds(requiredLabels, properties["required-labels"]), timeout);
