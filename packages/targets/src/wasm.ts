import { buildWasm } from "@bylaw/engine";
import type { Target } from "./target.ts";

/** OPA's WebAssembly of each policy, for its SDKs. */
export const wasm: Target = {
  name: "wasm",
  summary: "OPA's WebAssembly of each policy",
  refusal: () => undefined,
  build: async (policies, { opa }) => {
    const binary = await opa();
    const artefacts = [];
    for (const { name, policy } of policies) {
      const path = [...policy.package.split("."), name].join("/");
      const modules = { [`${path}.rego`]: policy.rego };
      const { artefact } = await buildWasm(binary, { modules }, { entrypoints: [policy.entrypoint] });
      if (artefact !== undefined) artefacts.push({ path: `${path}.wasm`, content: artefact });
    }
    return artefacts;
  },
};
