import { resolve } from "node:path";
import { createEngine, findOpa, type Json } from "@bylaw/engine";
import { expect, it } from "vitest";
import { createCompiler, formatDiagnostics } from "../../src/index.ts";
import { examplePolicies } from "../fixtures/examples.ts";

const inputs: readonly Json[] = [
  [],
  null,
  "text",
  { review: [] },
  { review: { object: [] } },
  { resource_changes: [[]] },
];

// A call that was moved away from the check before it once failed on an array.
it.each(examplePolicies().filter(({ compiled }) => !compiled.rego.includes("io.jwt.")))(
  "$name answers whatever the input is, with strict builtin errors",
  async ({ compiled: { rego, entrypoint } }) => {
    const modules = { "policy.rego": rego };
    const options = { opa: await findOpa(), strictBuiltinErrors: true };
    const engine = await createEngine("opa", { modules }, [entrypoint], options);
    try {
      const outcomes = await engine.evaluate(inputs.map((input) => ({ path: entrypoint, input })));
      expect(outcomes.map(({ kind }) => kind)).toEqual(inputs.map(() => "defined"));
    } finally {
      await engine.close();
    }
  },
);

const http = { method: "GET", scheme: "https", path: "/", headers: [] };

it.each<readonly [name: string, input: Json]>([
  ["keys-of-no-object", { attributes: { request: { http } } }],
  ["keys-of-a-list", { labels: ["a"], name: "b" }],
  ["elements-that-are-no-texts", { names: [1, null], ones: [{ name: 1 }], other: "a" }],
])("answers %s, with strict builtin errors", async (name, input) => {
  const entry = resolve(import.meta.dirname, `../programs/cases/${name}.ts`);
  const compilation = createCompiler().compile({ entry });
  if (!compilation.ok) throw new Error(formatDiagnostics(compilation.diagnostics));
  const { rego, entrypoint } = compilation.policy;
  const options = { opa: await findOpa(), strictBuiltinErrors: true };
  const engine = await createEngine("opa", { modules: { "policy.rego": rego } }, [entrypoint], options);
  try {
    expect(await engine.evaluate([{ path: entrypoint, input }])).toMatchObject([{ kind: "defined" }]);
  } finally {
    await engine.close();
  }
});
