import { t } from "@bylaw/dsl/schema";
import { expect, it } from "vitest";
import { parameterSchema } from "../../src/gatekeeper/parameter-schema.ts";
import { sampleOf } from "../../src/gatekeeper/sample-parameters.ts";

const shape = t.object({
  labels: t.array(t.string),
  limits: t.map(t.number),
  mode: t.oneOf("strict", "lax"),
  level: t.oneOf(1, "high"),
  exempt: t.opt(t.object({ names: t.array(t.string) })),
});

it("says what a structural schema can, and leaves the rest to the policy's guard", () =>
  expect(parameterSchema(shape.schema)).toEqual({
    type: "object",
    properties: {
      labels: { type: "array", items: { type: "string" } },
      limits: { type: "object", additionalProperties: { type: "number" } },
      mode: { type: "string", enum: ["strict", "lax"] },
      level: { "x-kubernetes-preserve-unknown-fields": true },
      exempt: {
        type: "object",
        properties: { names: { type: "array", items: { type: "string" } } },
        required: ["names"],
      },
    },
    required: ["labels", "limits", "mode", "level"],
  }));

it("has the smallest value that an author can fill in, which the shape accepts", () => {
  const sample = sampleOf(shape.schema);
  expect(sample).toEqual({ labels: [], limits: {}, mode: "strict", level: 1 });
  expect(shape.is(sample)).toBe(true);
});
