import { envoyInput } from "@bylaw/dsl/envoy";
import { expect, it } from "vitest";
import { compileTexts, policyWith } from "../fixtures/sources.ts";

it("reads the same schema from the type of an Envoy input as its shape has", () => {
  const compilation = compileTexts({ "policy.ts": policyWith('input.attributes.request.http.path === "/"') });
  expect(compilation.ok && compilation.policy.input).toEqual(JSON.parse(JSON.stringify(envoyInput.schema)));
});
