import { bylaw } from "@bylaw/test-runner/vitest";
import { defineConfig } from "vitest/config";

export default defineConfig({ plugins: [bylaw()] });
