import { bylaw } from "@bylaw/test-runner/vitest";
import { defineConfig } from "vitest/config";

// The tests that the pages show, laid out by snippets.test.ts.
export default defineConfig({ plugins: [bylaw()], test: { include: [".snippets/**/test/*.test.ts"] } });
