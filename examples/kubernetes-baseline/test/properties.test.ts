import { checkAll, type Property, type PropertyRun, type Testable } from "@bylaw/test-runner";
import { it } from "vitest";
import hostPaths from "../policies/host-paths.ts";
import requiredLabels from "../policies/required-labels.ts";
import resources from "../policies/resources.ts";
import restrictedUsers from "../policies/restricted-users.ts";
import restrictedVolumes from "../policies/restricted-volumes.ts";
import { properties } from "./properties.ts";

interface Claimed {
  readonly run: PropertyRun;
  readonly stated: readonly Property[];
}

/** In milliseconds: a slow machine takes a while. */
const timeout = 300_000;

/** All that is claimed of a policy, on the same inputs. */
const holds = (policy: Testable, { run, stated }: Claimed) => checkAll(policy, stated, { ...run, runs: 400 });

it("host-paths", () => holds(hostPaths, properties["host-paths"]), timeout);
it("required-labels", () => holds(requiredLabels, properties["required-labels"]), timeout);
it("resources", () => holds(resources, properties.resources), timeout);
it("restricted-users", () => holds(restrictedUsers, properties["restricted-users"]), timeout);
it("restricted-volumes", () => holds(restrictedVolumes, properties["restricted-volumes"]), timeout);
