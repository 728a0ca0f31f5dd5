import type { Target } from "./target.ts";

/** Rego modules as OPA loads them, in folders by package, each with its source map. */
export const rego: Target = {
  name: "rego",
  summary: "Rego, with its source map beside it",
  refusal: () => undefined,
  build: (policies) =>
    policies.flatMap(({ name, policy }) => {
      // The package names the artefact, since two policies may have the same file name.
      const path = [...policy.package.split("."), `${name}.rego`].join("/");
      const map = { version: 1, rows: Object.fromEntries(policy.sourceMap) };
      return [
        { path, content: policy.rego },
        { path: `${path}.map.json`, content: `${JSON.stringify(map, null, 2)}\n` },
      ];
    }),
};
