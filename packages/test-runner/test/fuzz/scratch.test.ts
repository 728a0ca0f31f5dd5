import { createCompiler } from "@bylaw/compiler";
import { expect, it } from "vitest";
import { attachArtefact, describeFind, fuzz, readyProperties, testedPolicy } from "../../src/index.ts";

const examples = process.env.POL
  ? [process.env.POL]
  : [
      "envoy-istio/policies/authz",
      "api-authorization/policies/orders",
      "api-authorization/policies/services",
      "kubernetes-guardrails/policies/guardrails",
      "kubernetes-guardrails/policies/images",
      "kubernetes-guardrails/policies/required-labels",
      "terraform-plan/policies/plan",
    ];
const compiler = createCompiler();
it.each(examples)("%s", async (name) => {
  const entry = new URL(`../../../../examples/${name}.ts`, import.meta.url).pathname;
  const c = compiler.compile({ entry });
  if (!c.ok) throw new Error("x");
  const { default: policy } = await import(entry);
  attachArtefact(policy, c.policy);
  const seconds = Number(process.env.SECS ?? 0);
  const only = process.env.PROP;
  const props =
    process.env.PROP === "none"
      ? []
      : readyProperties.filter((r) => !only || r.name === only).map((r) => r.make());
  const cpu = process.cpuUsage();
  const r = await fuzz({
    policy: testedPolicy(policy),
    properties: props,
    ...(seconds ? { seconds } : { runs: Number(process.env.RUNS ?? 2000) }),
  });
  const used = process.cpuUsage(cpu);
  console.log(
    name,
    r.inputs,
    "mal",
    r.malformed,
    "allow",
    r.allowed,
    "deny",
    r.denied,
    "und",
    r.undecided,
    "cpu",
    ((used.user + used.system) / 1e6).toFixed(2),
    "bodies",
    r.coverage.bodies,
    "outcomes",
    r.coverage.outcomes,
    r.corpus.length,
    "\n" +
      r.coverage.unreached.map((u) => `${u.kind}@${u.place.row}:${u.place.column}`).join(" ") +
      "\n" +
      r.properties
        .map(
          (p) =>
            `${p.name} ${p.status} ${p.met}/${p.asked} ${p.silence ?? ""} ${p.find ? describeFind(p.find) : ""}`,
        )
        .join("\n"),
  );
  expect(1).toBe(1);
});
