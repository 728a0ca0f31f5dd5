import { AuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1";
import { PeerAuthentication } from "@kubernetes-models/istio/security.istio.io/v1beta1";
import { Deployment } from "kubernetes-models/apps/v1";
import { ConfigMap, Service } from "kubernetes-models/v1";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { envoy } from "../src/envoy/envoy.ts";
import { istio } from "../src/istio/istio.ts";
import type { Target } from "../src/target.ts";
import { example, options } from "./policies.ts";

const authz = example("envoy-istio/authz");
const data = { roles: { admin: ["a"] } };

async function filesOf(target: Target, given: object = {}): Promise<ReadonlyMap<string, string>> {
  const artefacts = await target.build([authz], { ...options, ...given });
  return new Map(artefacts.map(({ path, content }) => [path, String(content)]));
}

// biome-ignore lint/suspicious/noExplicitAny: what YAML holds is what the test finds out.
type Anything = any;

const parsed = async (target: Target, file: string, given: object = {}): Promise<Anything> =>
  parse((await filesOf(target, given)).get(file) ?? "");

it.each([
  ["config-map.yaml", ConfigMap],
  ["deployment.yaml", Deployment],
  ["service.yaml", Service],
  ["authorization-policy.yaml", AuthorizationPolicy],
  ["peer-authentication.yaml", PeerAuthentication],
])("%s is what the API server takes", async (file, Model) => {
  const object = await parsed(istio, `authz/${file}`, { data, namespace: "shop" });
  // The schemas know PeerAuthentication by its older version, which is the same.
  new Model(
    object.kind === "PeerAuthentication" ? { ...object, apiVersion: "security.istio.io/v1beta1" } : object,
  ).validate();
  expect(object.metadata.namespace).toBe("shop");
});

it("finds an object that is not", async () => {
  const object = await parsed(istio, "authz/deployment.yaml");
  delete object.spec.selector;
  expect(() => new Deployment(object).validate()).toThrow();
});

it("asks for the policy's decision, and logs all decisions", async () => {
  expect(await parsed(envoy, "authz/opa.yaml")).toMatchObject({
    plugins: { envoy_ext_authz_grpc: { addr: ":9191", path: "istio/authz/allow" } },
    decision_logs: { console: true },
  });
  const { data: mounted } = await parsed(envoy, "authz/kubernetes/config-map.yaml", { data });
  expect(mounted["policy.rego"]).toBe(authz.policy.rego);
  expect(JSON.parse(mounted["data.json"])).toEqual(data);
});

it("denies when the authorizer is down", async () => {
  const filter = await parsed(envoy, "authz/ext-authz-filter.yaml");
  expect(filter.typed_config.failure_mode_allow).toBe(false);
  const mesh = await parsed(istio, "authz/mesh-config.yaml");
  expect(mesh.meshConfig.extensionProviders).toMatchObject([
    {
      name: "authz-authorizer",
      envoyExtAuthzGrpc: {
        port: 9191,
        failOpen: false,
        service: "authz-authorizer.default.svc.cluster.local",
      },
    },
  ]);
  const policy = await parsed(istio, "authz/authorization-policy.yaml");
  expect(policy.spec).toMatchObject({ action: "CUSTOM", provider: { name: "authz-authorizer" } });
  expect((await parsed(istio, "authz/peer-authentication.yaml")).spec.mtls.mode).toBe("STRICT");
});

it("rolls out a changed policy", async () => {
  const digest = async (given: object) =>
    (await parsed(envoy, "authz/kubernetes/deployment.yaml", given)).spec.template.metadata.annotations;
  expect(await digest({ data })).not.toEqual(await digest({}));
});

it("names all its objects in the kustomization", async () => {
  const files = await filesOf(istio);
  const { resources } = parse(files.get("authz/kustomization.yaml") ?? "");
  for (const resource of resources) expect(files.has(`authz/${resource}`)).toBe(true);
  expect(resources).toHaveLength(5);
});
