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

/** All that is claimed of a policy, on the same inputs. */
const holds = (policy: Testable, { run, stated }: Claimed) => checkAll(policy, stated, { ...run, runs: 400 });

it("guardrails", () => holds(guardrails, properties.guardrails));
it("images", () => holds(images, properties.images));
it("required-labels", () => holds(requiredLabels, properties["required-labels"]));
