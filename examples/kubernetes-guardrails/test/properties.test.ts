import { checkAll } from "@bylaw/test-runner";
import { it } from "vitest";
import guardrails from "../policies/guardrails.ts";
import images from "../policies/images.ts";
import requiredLabels from "../policies/required-labels.ts";
import { properties } from "./properties.ts";

it("guardrails has the properties that are stated", { timeout: 240_000 }, () => {
  const { run, stated } = properties.guardrails;
  return checkAll(guardrails, stated, { ...run, runs: 400 });
});

it("images has the properties that are stated", { timeout: 240_000 }, () => {
  const { run, stated } = properties.images;
  return checkAll(images, stated, { ...run, runs: 400 });
});

it("required-labels has the properties that are stated", { timeout: 240_000 }, () => {
  const { run, stated } = properties["required-labels"];
  return checkAll(requiredLabels, stated, { ...run, runs: 400 });
});
