import { expect, it } from "vitest";
import { parse } from "yaml";
import { gatekeeper } from "../../src/gatekeeper/gatekeeper.ts";
import { example, options } from "../policies.ts";

const files = async () => {
  const artefacts = await gatekeeper.build([example("kubernetes-guardrails/required-labels")], options);
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
          { apiGroups: [""], kinds: ["Namespace"] },
          { apiGroups: ["apps"], kinds: ["Deployment"] },
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
