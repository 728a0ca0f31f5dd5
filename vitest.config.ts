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
    testTimeout: 180_000,
    hookTimeout: 240_000,
  },
});
