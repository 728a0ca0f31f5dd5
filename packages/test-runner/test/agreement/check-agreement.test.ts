import { fileURLToPath } from "node:url";
import {
  type CompiledPolicy,
  createCompiler,
  type Module,
  printModule,
  withNaiveNegation,
  withoutGuards,
} from "@bylaw/compiler";
import { describe, expect, it } from "vitest";
import { checkAgreement, describeAgreement, type NativePolicy } from "../../src/index.ts";
import frontend from "../policies/frontend.ts";
import tenants from "../policies/tenants.ts";

const compiler = createCompiler();

function compiled(name: string): { readonly artefact: CompiledPolicy; readonly module: Module } {
  const entry = fileURLToPath(new URL(`../policies/${name}.ts`, import.meta.url));
  const { compilation, stages } = compiler.compileInStages({ entry });
  if (!compilation.ok || stages.rego === undefined) throw new Error(`${name} does not compile`);
  return { artefact: compilation.policy, module: stages.rego };
}

async function check(policy: NativePolicy, name: string, weaken?: (module: Module) => Module, runs = 6_000) {
  const { artefact, module } = compiled(name);
  const rego = weaken === undefined ? {} : { rego: printModule(weaken(module)).text };
  return checkAgreement({ policy, artefact, runs, ...rego });
}

describe("checkAgreement", () => {
  it("holds for policies as they are compiled, and reaches every rule", async () => {
    for (const [policy, name] of [
      [frontend, "frontend"],
      [tenants, "tenants"],
    ] as const) {
      const result = await check(policy, name);
      expect(result.holds, describeAgreement(result, name)).toBe(true);
      expect(result.inputs).toBe(6_000);
      expect(result.malformed).toBeGreaterThan(1_000);
      expect(
        [...result.reached.values()].every((count) => count > 0),
        describeAgreement(result, name),
      ).toBe(true);
      expect(result.engines).toEqual(["opa", "opa (strict builtin errors)", "opa-wasm", "javascript"]);
    }
  });

  it("fails without guards: two nulls are equal", async () => {
    const { holds, disagreement } = await check(tenants, "tenants", withoutGuards);
    expect(holds).toBe(false);
    expect(disagreement?.answer).toMatchObject({ kind: "decision", decision: { allow: true } });
    expect(disagreement?.native.reads.allow).toBe(false);
  });

  it("fails with naive negation: what is missing is never denied", async () => {
    const { holds, disagreement } = await check(frontend, "frontend", withNaiveNegation);
    expect(holds).toBe(false);
    expect(disagreement?.claim).toMatch(/^the engine must|^on a well-formed/);
  });

  it("makes the input small", async () => {
    const { disagreement } = await check(tenants, "tenants", withoutGuards);
    expect(JSON.stringify(disagreement?.input).length).toBeLessThan(200);
  });

  it("gives the same inputs for the same seed", async () => {
    const once = await check(tenants, "tenants", undefined, 500);
    expect(await check(tenants, "tenants", undefined, 500)).toEqual(once);
  });
});
