import { fileURLToPath } from "node:url";
import { compile } from "@bylaw/compiler";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { agreement, artefactOf, attachArtefact } from "../../src/index.ts";
import tenants from "../policies/tenants.ts";

const held = "not from a label that is held back";

beforeAll(() => {
  const compilation = compile({
    entry: fileURLToPath(new URL("../policies/tenants.ts", import.meta.url)),
  });
  if (!compilation.ok) throw new Error("the policy does not compile");
  attachArtefact(tenants, compilation.policy);
});

describe("agreement", () => {
  it("gives what it counted", async () => {
    const seen: number[] = [];
    const result = await agreement(tenants, {
      runs: 300,
      malformed: 0,
      // Two values that are equal by chance are rare.
      unreached: "allow",
      onProgress: (inputs) => seen.push(inputs),
    });
    expect(result).toMatchObject({ holds: true, inputs: 300, malformed: 0, seed: 1 });
    expect(result.allowed + result.denied).toBe(300);
    expect(seen).toEqual([300]);
  });

  it("makes no well-formed inputs when all are to be malformed", async () => {
    const result = await agreement(tenants, { runs: 200, malformed: 1, unreached: "allow" });
    expect(result.malformed).toBe(200);
  });

  it("fails when a rule was never reached, unless that is accepted", async () => {
    const options = { runs: 20, inputs: fc.constant(null) };
    await expect(agreement(tenants, options)).rejects.toThrow(`no generated input reached`);
    await expect(agreement(tenants, options)).rejects.toThrow(`never reached  "${held}"`);
    expect((await agreement(tenants, { ...options, unreached: "allow" })).reached.get(held)).toBe(0);
  });

  it("fails with the claim, the decisions, the seed and a test to paste", async () => {
    const artefact = artefactOf(tenants);
    const other = attachArtefact(
      { ...tenants },
      {
        ...artefact,
        rego: artefact.rego.replace('"/held"', '"/hel"'),
      },
    );
    const failed: unknown = await agreement(other, { runs: 2_000, seed: 5 }).catch((error: unknown) => error);
    const message = failed instanceof Error ? failed.message : "";
    expect(message).toContain(
      "shop.tenants: TypeScript, opa, opa (strict builtin errors), opa-wasm, javascript disagree",
    );
    expect(message).toMatch(/TypeScript, checking reads: {2}allow \(allowed by "not from a label/);
    expect(message).toMatch(/opa: +deny \(no rule allows it\)/);
    expect(message).toContain("seed 5");
    expect(message).toMatch(/const input = \{.*"\/hel[^d].*\};\n/);
    expect(message).toMatch(/const options = \{ now: \d+n \};\n.*decide\(policy, input, options\)/);
  });
});
