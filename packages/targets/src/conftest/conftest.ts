import type { CompiledPolicy } from "@bylaw/compiler";
import { stringifyJson } from "@bylaw/engine/values";
import type { Target } from "../target.ts";
import { manifestAdapter, manifestPackage } from "./manifest-adapter.ts";

/** A folder in which `conftest test FILE…` finds its configuration, the policies and their data. */
export const conftest: Target = {
  name: "conftest",
  summary: "a folder for Conftest: Terraform plans, Kubernetes manifests, and other files",
  refusal: (policy) =>
    policy.answer === "findings"
      ? undefined
      : "Conftest asks for findings, and this policy only allows or denies",
  build: (policies, { data }) => {
    const modules = policies.flatMap(({ name, policy }) => {
      const file = [...policy.package.split("."), name].join("/");
      return [
        { path: `policy/${file}.rego`, content: policy.rego },
        ...(ofObjects(policy)
          ? [{ path: `policy/manifests/${file}.rego`, content: manifestAdapter(policy) }]
          : []),
      ];
    });
    const namespaces = policies.map(({ policy }) =>
      ofObjects(policy) ? manifestPackage(policy) : policy.package,
    );
    const lines = [
      'policy = "policy"',
      `namespace = ${JSON.stringify([...new Set(namespaces)])}`,
      ...(data === undefined ? [] : ['data = ["data"]']),
    ];
    return [
      { path: "conftest.toml", content: `${lines.join("\n")}\n` },
      ...modules,
      ...(data === undefined ? [] : [{ path: "data/data.json", content: stringifyJson(data) }]),
    ];
  },
};

function ofObjects({ kind }: CompiledPolicy): boolean {
  return kind === "admission" || kind === "gatekeeper";
}
