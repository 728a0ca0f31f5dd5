import type { Policy } from "@bylaw/dsl";
import type { EnvoyDecision, EnvoyInput } from "@bylaw/dsl/envoy";
import { createEngine, type Engine, findOpa, type Json } from "@bylaw/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { malformed, wellTyped } from "../fixtures/inputs.ts";
import { compiled } from "../fixtures/policies.ts";
import { compileTexts } from "../fixtures/sources.ts";

type ResponsePolicy = Policy<EnvoyInput, string, EnvoyDecision>;

const now = 1_760_000_000_000_000_000n;

/** A policy beside the tests, on an engine and natively, with the answers to its decision and its `allow`. */
async function asked(name: string, engineName: Engine["name"], inputs: readonly Json[]) {
  const policy = compiled(name);
  const { default: native }: { default: ResponsePolicy } = await import(`../policies/${name}.ts`);
  const root = policy.package.replaceAll(".", "/");
  expect(policy.entrypoint).toBe(`${root}/decision`);
  const source = { modules: { "policy.rego": policy.rego } };
  const engine = await createEngine(engineName, source, [policy.entrypoint], {
    opa: await findOpa(),
    strictBuiltinErrors: engineName === "opa",
  });
  const outcomes = await engine.evaluate(inputs.map((input) => ({ path: policy.entrypoint, input, now })));
  await engine.close();
  return inputs.map((input, index) => ({
    input,
    answer: outcomes[index],
    decided: native.decide(input, { now }),
    whole: native.decide(input, { now, check: "whole" }),
  }));
}

describe.each(["response", "computed-response"])("the policy %s, which answers with an object", (name) => {
  it.each(["opa", "opa-wasm", "javascript"] as const)(
    "gives Envoy what TypeScript gives, on %s",
    { timeout: 120_000 },
    async (engine) => {
      const { input: schema, comparedLiterals } = compiled(name);
      const wellFormed = fc.sample(wellTyped(schema, comparedLiterals), { numRuns: 300, seed: 3 });
      const others = fc.sample(malformed(schema, comparedLiterals), { numRuns: 600, seed: 4 });
      const bad: Json[] = [...others, null, 5, "text", [], {}];
      const seen = new Set<unknown>();
      for (const { input, answer, decided } of await asked(name, engine, wellFormed)) {
        expect({ input, answer }).toEqual({ input, answer: { kind: "defined", value: decided.response } });
        expect(decided.allow).toBe(decided.response.allowed);
        seen.add(decided.allow);
      }
      expect(seen).toEqual(new Set([true, false]));
      for (const { input, answer, decided, whole } of await asked(name, engine, bad)) {
        const response: Json | undefined = answer?.kind === "defined" ? answer.value : undefined;
        const allowed = response instanceof Object && "allowed" in response ? response.allowed : undefined;
        // There is always an answer; it allows nothing that TypeScript refuses to read, and says the same then.
        expect(allowed === true || allowed === false).toBe(true);
        if (allowed === true) expect({ input, response }).toEqual({ input, response: decided.response });
        if (whole.allow) expect({ input, allowed }).toEqual({ input, allowed: true });
        if (
          JSON.stringify(response) !== JSON.stringify({ allowed: false, http_status: 403 }) &&
          !decided.allow
        )
          expect({ input, response }).toEqual({ input, response: decided.response });
      }
    },
  );
});

describe("an answer to Envoy", () => {
  it("denies with 403 when the policy names no status", () => {
    const text = policyText(`{ denied: { body: "no" } }`);
    const found = compileTexts({ "policy.ts": text });
    if (!found.ok) throw new Error(found.diagnostics.map(({ message }) => message).join("\n"));
    expect(found.policy.rego).toContain(
      `default decision := {"allowed": false, "http_status": 403, "body": "no"}`,
    );
  });

  it.each([
    ["{}", []],
    [`{ denied: { http_status: 302, headers: { location: "https://id.example.org" } } }`, []],
    [`{ allowed: { headers: { "x-level": 2 } } }`, ["TS2322"]],
    [`{ denied: { http_status: 200 } }`, ["TS2322"]],
    [`{ denied: { http_status: 499 } }`, ["TS2322"]],
    [`{ denied: { response_headers_to_add: {} } }`, ["TS2353"]],
    [`{ allowed: loose }`, ["BYL1006"]],
    [`{ denied: { body: text() } }`, ["BYL1114"]],
    [`{ denied: { body: "\\ud800" } }`, ["BYL1117"]],
    [`{ denied: (input) => ({ body: input.attributes.request.http.path }) }`, []],
    [`{ denied() { return { http_status: 401 }; } }`, []],
    [`{ denied: named }`, []],
    [`{ denied: (input) => ({ body: input.parsed_path.length }) }`, ["TS2322"]],
    [`{ allowed: (input) => ({ headers: { "x-count": input.parsed_path.length } }) }`, ["TS2322"]],
    [`{ allowed: (input) => ({ headers: { "x-user": input.source_principal } }) }`, ["TS2322"]],
    [`{ denied: (input) => ({ http_status: input.parsed_path.length }) }`, ["TS2322"]],
    [
      `{ allowed: (input) => ({ headers: {}, haeders: { "x-a": input.parsed_path.join("/") } }) }`,
      ["BYL1006"],
    ],
    [`{ allowed: (input) => ({ dynamic_metadata: { peer: input.attributes.source } }) }`, ["BYL1203"]],
    [`{ allowed: (input) => ({ dynamic_metadata: { who: input.source_principal } }) }`, ["BYL1203"]],
    [`{ allowed: (input) => ({ request_headers_to_remove: Object.keys(input.parsed_query) }) }`, ["BYL1145"]],
    [`{ alowed: {} }`, ["TS2561"]],
  ])("reads the response %s", (response, codes) => {
    const found = compileTexts({ "policy.ts": policyText(response) });
    expect(found.ok ? [] : found.diagnostics.map(({ code }) => code)).toEqual(codes);
  });
});

function policyText(response: string): string {
  return `import { type EnvoyInput, envoyResponsePolicy } from "@bylaw/dsl/envoy";
export const loose = { headers: { "x-a": "b" }, allowed: true };
export const text = () => "text";
export function named(input: EnvoyInput) { return { body: input.attributes.request.http.path }; }
export default envoyResponsePolicy({
  package: "test.read",
  allow: { rule: () => true },
  response: ${response},
});
`;
}
