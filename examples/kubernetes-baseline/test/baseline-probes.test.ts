import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/baseline-probes.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { places, podWith, workload } from "./workloads.ts";

const get = (host: string) => ({ httpGet: { port: 80, host } });
const connect = (host: string) => ({ tcpSocket: { port: 80, host } });

it.each([
  ["liveness, HTTP", { livenessProbe: get("10.0.0.1") }],
  ["liveness, TCP", { livenessProbe: connect("10.0.0.1") }],
  ["readiness, HTTP", { readinessProbe: get("10.0.0.1") }],
  ["readiness, TCP", { readinessProbe: connect("10.0.0.1") }],
  ["startup, HTTP", { startupProbe: get("10.0.0.1") }],
  ["startup, TCP", { startupProbe: connect("10.0.0.1") }],
  ["after the start, HTTP", { lifecycle: { postStart: get("10.0.0.1") } }],
  ["after the start, TCP", { lifecycle: { postStart: connect("10.0.0.1") } }],
  ["before the end, HTTP", { lifecycle: { preStop: get("10.0.0.1") } }],
  ["before the end, TCP", { lifecycle: { preStop: connect("10.0.0.1") } }],
])("asks no other host: %s", (_, container) =>
  expect(policy).toDeny(podWith(container), { by: "probes and hooks stay in their pod" }),
);

it.each(places)("asks no other host from $kind, $list", ({ kind, list }) =>
  expect(policy).toDeny(workload(kind, { [list]: [{ name: "app", livenessProbe: get("localhost") }] }), {
    by: "probes and hooks stay in their pod",
  }),
);

it("accepts probes and hooks that name no host", () =>
  expect(policy).toAllow(
    podWith({
      livenessProbe: get(""),
      readinessProbe: { tcpSocket: { port: "http" } },
      startupProbe: { exec: { command: ["true"] } },
      lifecycle: { postStart: { exec: { command: ["true"] } }, preStop: { sleep: { seconds: 5 } } },
    }),
  ));

it(
  "decides alike on all engines",
  () => agreement(policy, { runs: 25, inputs: generatedWorkloads as never }),
  timeout,
);
