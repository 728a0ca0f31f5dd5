import { checkAll } from "@bylaw/test-runner";
import { it } from "vitest";
import orders from "../policies/orders.ts";
import services from "../policies/services.ts";
import { properties } from "./properties.ts";

it("orders has the properties that are stated", { timeout: 240_000 }, () => {
  const { run, stated } = properties.orders;
  return checkAll(orders, stated, { ...run, runs: 1500 });
});

it("services has the properties that are stated", { timeout: 240_000 }, () => {
  const { run, stated } = properties.services;
  return checkAll(services, stated, { ...run, runs: 1500 });
});
