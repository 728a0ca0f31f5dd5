import type { Policy } from "@bylaw/dsl";
import type { EnvoyDecision, EnvoyInput } from "@bylaw/dsl/envoy";
import { createEngine, findOpa } from "@bylaw/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { malformed, wellTyped } from "../fixtures/inputs.ts";
import { compiled } from "../fixtures/policies.ts";
import { compileTexts } from "../fixtures/sources.ts";

type ResponsePolicy = Policy<EnvoyInput, string, EnvoyDecision>;

const now = 1_760_000_000_000_000_000n;

describe("a policy that answers with an object", () => {
  it.each(["opa", "opa-wasm", "javascript"] as const)(
    "gives Envoy what TypeScript gives, on %s",
    { timeout: 120_000 },
    async (name) => {
      const policy = compiled("response");
      const { default: native }: { default: ResponsePolicy } = await import("../policies/response.ts");
      expect(policy.entrypoint).toBe("test/response/decision");
      const wellFormed = fc.sample(wellTyped(policy.input, policy.comparedLiterals), {
        numRuns: 200,
        seed: 3,
      });
      const others = fc.sample(malformed(policy.input, policy.comparedLiterals), { numRuns: 200, seed: 4 });
      const inputs = [...wellFormed, ...others, null, 5, "text", [], {}];
      const paths = [policy.entrypoint, "test/response/allow"];
      const source = { modules: { "policy.rego": policy.rego } };
      const engine = await createEngine(name, source, paths, { opa: await findOpa() });
      const outcomes = await engine.evaluate(
        inputs.flatMap((input) => paths.map((path) => ({ path, input, now }))),
      );
      await engine.close();
      const { response: denied } = native.decide({}, { now });
      const seen = new Set<boolean>();
      for (const [index, input] of inputs.entries()) {
        const [answer, allow] = outcomes.slice(2 * index, 2 * index + 2);
        const decided = native.decide(input, { now });
        if (index < wellFormed.length) {
          expect({ input, answer }).toEqual({ input, answer: { kind: "defined", value: decided.response } });
          seen.add(decided.allow);
        }
        const allows = allow?.kind === "defined" && allow.value === true;
        // Malformed inputs are allowed by no engine where TypeScript denies; what is denied has its own object.
        if (allows) expect({ input, allow: decided.allow }).toEqual({ input, allow: true });
        else expect({ input, answer }).toEqual({ input, answer: { kind: "defined", value: denied } });
      }
      expect(seen).toEqual(new Set([true, false]));
    },
  );

  it("denies with 403 when the policy names no status", () => {
    const text = policyText(`{ denied: { body: "no" } }`);
    const found = compileTexts({ "policy.ts": text });
    if (!found.ok) throw new Error(found.diagnostics.map(({ message }) => message).join("\n"));
    expect(found.policy.rego).toContain(
      `decision := {"allowed": false, "http_status": 403, "body": "no"} if not allow`,
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
  ])("reads the response %s", (response, codes) => {
    const found = compileTexts({ "policy.ts": policyText(response) });
    expect(found.ok ? [] : found.diagnostics.map(({ code }) => code)).toEqual(codes);
  });
});

function policyText(response: string): string {
  return `import { envoyResponsePolicy } from "@bylaw/dsl/envoy";
export const loose = { headers: { "x-a": "b" }, allowed: true };
export const text = () => "text";
export default envoyResponsePolicy({
  package: "test.read",
  allow: { rule: () => true },
  response: ${response},
});
`;
}
