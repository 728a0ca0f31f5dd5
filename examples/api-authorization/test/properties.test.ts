import { checkAll, type Property, type PropertyRun, type Testable } from "@bylaw/test-runner";
import { it } from "vitest";
import orders from "../policies/orders.ts";
import proxy from "../policies/proxy.ts";
import services from "../policies/services.ts";
import tokens from "../policies/tokens.ts";
import { properties } from "./properties.ts";

interface Claimed {
  readonly run: PropertyRun;
  readonly stated: readonly Property[];
}

/** In milliseconds: a slow machine takes a while. */
const timeout = 300_000;

/** All that is claimed of a policy, on the same inputs. */
const holds = (policy: Testable, { run, stated }: Claimed) => checkAll(policy, stated, { ...run, runs: 800 });

it("orders", () => holds(orders, properties.orders), timeout);
it("services", () => holds(services, properties.services), timeout);
it("tokens", () => holds(tokens, properties.tokens), timeout);
it("proxy", () => holds(proxy, properties.proxy), timeout);
