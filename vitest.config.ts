import { defineConfig } from "vitest/config";

// Packages resolve to their sources, so a test never runs against a stale build.
const conditions = ["@bylaw/source", "module", "node", "development|production", "import"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["@bylaw/source", "node", "import"] } },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "scripts/**/*.test.ts",
      "bench/test/**/*.test.ts",
      "action/test/**/*.test.ts",
      "docs/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/e2e/**"],
    server: { deps: { inline: [/@bylaw\//] } },
    // Much of a test is waiting for opa, so that no core need be kept free.
    maxWorkers: "100%",
    testTimeout: 180_000,
    hookTimeout: 240_000,
  },
});
