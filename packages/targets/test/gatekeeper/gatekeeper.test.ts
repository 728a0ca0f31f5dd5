import type { JsonObject } from "@bylaw/engine";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { gatekeeper } from "../../src/gatekeeper/gatekeeper.ts";
import { example, options } from "../policies.ts";

const files = async () => {
  const artefacts = await gatekeeper.build([example("kubernetes-baseline/required-labels")], options);
  return new Map(artefacts.map(({ path, content }) => [path, parse(String(content))]));
};

it("makes a template of version v1 with the Rego and the parameters' schema", async () => {
  const template = (await files()).get("k8srequiredlabels/template.yaml");
  expect(template).toMatchObject({
    apiVersion: "templates.gatekeeper.sh/v1",
    metadata: { name: "k8srequiredlabels" },
    spec: {
      crd: {
        spec: {
          names: { kind: "K8sRequiredLabels" },
          validation: { openAPIV3Schema: { properties: { labels: { type: "array" } } } },
        },
      },
    },
  });
  const [{ code }] = template.spec.targets;
  expect(code).toEqual([{ engine: "Rego", source: { version: "v1", rego: expect.any(String) } }]);
  // Gatekeeper refuses imports of rego.v1 and of input.
  expect(code[0].source.rego).not.toMatch(/^import/m);
});

it.each(["dryrun", "warn", "deny"])("makes a sample constraint that would %s", async (action) =>
  expect((await files()).get(`k8srequiredlabels/samples/${action}.yaml`)).toEqual({
    apiVersion: "constraints.gatekeeper.sh/v1beta1",
    kind: "K8sRequiredLabels",
    metadata: { name: "k8srequiredlabels" },
    spec: {
      enforcementAction: action,
      match: {
        kinds: [
          { apiGroups: [""], kinds: ["Namespace", "Pod", "ReplicationController"] },
          { apiGroups: ["apps"], kinds: ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"] },
          { apiGroups: ["batch"], kinds: ["CronJob", "Job"] },
        ],
      },
      parameters: { labels: [] },
    },
  }),
);

it("refuses a policy that is not Gatekeeper's", () =>
  expect(gatekeeper.refusal(example("envoy-istio/authz").policy)).toBe(
    "only a gatekeeperPolicy makes a ConstraintTemplate",
  ));

it("writes what tests claim as a suite of gator verify, a constraint for each set of parameters", async () => {
  const policy = example("kubernetes-baseline/required-labels");
  const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } };
  const cases = [
    { name: "bare", review: { object }, parameters: { labels: ["owner"] }, violates: true },
    { name: "none asked for", review: { object }, parameters: { labels: [] }, violates: false },
    {
      name: "created",
      review: { operation: "CREATE", object },
      parameters: { labels: ["owner"] },
      violates: true,
    },
    { name: "in a", review: { namespace: "a", object }, parameters: { labels: ["owner"] }, violates: true },
  ];
  const artefacts = await gatekeeper.build([{ ...policy, cases }], options);
  const file = (name: string) =>
    parse(String(artefacts.find(({ path }) => path === `k8srequiredlabels/${name}`)?.content));
  expect(file("suite.yaml").tests).toEqual([
    {
      name: "parameters 1",
      template: "template.yaml",
      constraint: "suite/constraint-1.yaml",
      cases: [
        { name: "1 bare", object: "suite/object-1-1.json", assertions: [{ violations: "yes" }] },
        { name: "2 created", object: "suite/object-1-2.json", assertions: [{ violations: "yes" }] },
        { name: "3 in a", object: "suite/object-1-3.json", assertions: [{ violations: "yes" }] },
      ],
    },
    {
      name: "parameters 2",
      template: "template.yaml",
      constraint: "suite/constraint-2.yaml",
      cases: [
        { name: "1 none asked for", object: "suite/object-2-1.json", assertions: [{ violations: "no" }] },
      ],
    },
  ]);
  expect(file("suite/constraint-1.yaml").spec.parameters).toEqual({ labels: ["owner"] });
  expect(file("suite/object-1-1.json")).toEqual(object);
  // What only a request has makes it one.
  expect(file("suite/object-1-2.json")).toMatchObject({ kind: "AdmissionReview", request: { object } });
  expect(file("suite/object-1-3.json")).toMatchObject({ kind: "AdmissionReview", request: { object } });
});

it("puts what a claim is about beside it, and leaves out what no objects can show", async () => {
  const policy = example("kubernetes-baseline/default-deny");
  const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop" } };
  const spec = { podSelector: {}, policyTypes: ["Ingress"] };
  const claim = (name: string, data: JsonObject) => ({ name, review: { object }, data, violates: false });
  const shop = (kinds: JsonObject) => ({
    inventory: { namespace: { shop: { "networking.k8s.io/v1": kinds } } },
  });
  const cases = [
    claim("closed", shop({ NetworkPolicy: { all: { spec } } })),
    claim("closed again", shop({ NetworkPolicy: { all: { spec } } })),
    claim("empty", shop({ NetworkPolicy: {} })),
    claim("nothing", { inventory: {} }),
  ];
  const artefacts = await gatekeeper.build([{ ...policy, cases }], options);
  const file = (name: string) =>
    parse(String(artefacts.find(({ path }) => path === `k8sdefaultdeny/${name}`)?.content));
  const inventory = ["suite/inventory-1.json"];
  expect(file("suite.yaml").tests[0].cases).toMatchObject([
    { name: "1 closed", inventory },
    { name: "2 closed again", inventory },
    { name: "3 nothing" },
  ]);
  expect(file("suite.yaml").tests[0].cases[2]).not.toHaveProperty("inventory");
  expect(file("suite/inventory-1.json")).toEqual({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "all", namespace: "shop" },
    spec,
  });
});

it("has no suite when no claim can be shown", async () => {
  const policy = example("kubernetes-baseline/default-deny");
  const cases = [{ name: "a", review: {}, data: { limits: {} }, violates: true }];
  const paths = (await gatekeeper.build([{ ...policy, cases }], options)).map(({ path }) => path);
  expect(paths.filter((path) => path.includes("suite"))).toEqual([]);
});
