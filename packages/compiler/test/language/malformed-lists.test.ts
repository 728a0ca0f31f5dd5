import { createEngine, findOpa } from "@bylaw/engine";
import { expect, it } from "vitest";
import { compileTexts } from "../fixtures/sources.ts";

const text = `import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

const named = t.array(t.object({ name: t.string }));

export default findingPolicy({
  package: "main",
  input: t.object({ first: named, second: named }),
  deny: {
    *"first"({ first }) {
      for (const { name } of first) if (name === "a") yield { msg: "a" };
    },
    *"second"({ second }) {
      for (const { name } of second) if (name === "b") yield { msg: "b" };
    },
  },
});
`;

// Elements of the lists of two rules were once taken for the same.
it("finds what is malformed in the lists of every rule", async () => {
  const compilation = compileTexts({ "policy.ts": text });
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.diagnostics));
  const engine = await createEngine(
    "opa",
    { modules: { "policy.rego": compilation.policy.rego } },
    ["main/deny"],
    { opa: await findOpa() },
  );
  try {
    const [outcome] = await engine.evaluate([{ path: "main/deny", input: { first: [], second: [5] } }]);
    expect(JSON.stringify(outcome)).toContain("malformed input: input.second[*]");
  } finally {
    await engine.close();
  }
});
