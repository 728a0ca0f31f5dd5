import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { formatDiagnostics } from "../../src/index.ts";
import { describeDisagreement, firstDisagreement, type Runnable, runnable } from "./compare.ts";

const folder = resolve(import.meta.dirname, "cases");

it("programs on which an engine once disagreed decide alike", { timeout: 120_000 }, async () => {
  const programs = readdirSync(folder).map((name): Runnable => {
    const found = runnable(readFileSync(resolve(folder, name), "utf8"));
    if ("compiled" in found) return found;
    throw new Error(`${name}: ${formatDiagnostics(found)}`);
  });
  const disagreement = await firstDisagreement(programs, 150, 1);
  expect(disagreement === undefined ? "" : describeDisagreement(disagreement)).toBe("");
});
