import { checkAll, type Property, type PropertyRun, type Testable } from "@bylaw/test-runner";
import { it } from "vitest";
import hostPaths from "../policies/host-paths.ts";
import resources from "../policies/resources.ts";
import restrictedUsers from "../policies/restricted-users.ts";
import restrictedVolumes from "../policies/restricted-volumes.ts";
import { properties } from "./properties.ts";

interface Claimed {
  readonly run: PropertyRun;
  readonly stated: readonly Property[];
}

/** All that is claimed of a policy, on the same inputs. */
const holds = (policy: Testable, { run, stated }: Claimed) => checkAll(policy, stated, { ...run, runs: 200 });

it("host-paths", () => holds(hostPaths, properties["host-paths"]));
it("resources", () => holds(resources, properties.resources));
it("restricted-users", () => holds(restrictedUsers, properties["restricted-users"]));
it("restricted-volumes", () => holds(restrictedVolumes, properties["restricted-volumes"]));
