import { defineConfig, mergeConfig } from "vitest/config";
import shared from "../../vitest.config.ts";

const own = defineConfig({
  test: { name: "conformance", testTimeout: 1_800_000, hookTimeout: 1_800_000, fileParallelism: false },
});
const merged = mergeConfig(shared, own);

export default {
  ...merged,
  root: new URL("../..", import.meta.url).pathname,
  test: { ...merged.test, include: ["packages/engine/test/{conformance,unknown}/*.conformance.ts"] },
};
