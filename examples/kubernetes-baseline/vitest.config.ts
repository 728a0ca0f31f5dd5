import { bylaw } from "@bylaw/test-runner/vitest";
import { defineConfig } from "vitest/config";

// Policies about eight kinds of objects are large, and a slow machine takes a while to build them for each engine.
export default defineConfig({ plugins: [bylaw()], test: { testTimeout: 300_000 } });
