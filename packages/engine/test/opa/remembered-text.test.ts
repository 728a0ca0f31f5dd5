import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpaBinary } from "../../src/opa/binary.ts";
import { rememberedText } from "../../src/opa/remembered-text.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bylaw-remembered-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("what OPA said", () => {
  const asking = () => {
    const opa: OpaBinary = { path: join(folder, "opa"), version: "1.0.0", source: "env", warnings: [] };
    writeFileSync(opa.path, "#!/bin/sh\n");
    const environment = { BYLAW_CACHE: join(folder, "cache") };
    let asked = 0;
    const ask = (from: string, cache = true) =>
      rememberedText(opa, "prepared", [from], { environment, cache }, async () => `answer ${++asked}`);
    return { opa, environment, ask };
  };

  it("is asked once for the same thing", async () => {
    const { ask } = asking();
    expect([await ask("a"), await ask("a"), await ask("b"), await ask("a")]).toEqual([
      "answer 1",
      "answer 1",
      "answer 2",
      "answer 1",
    ]);
  });

  it("is asked again of another binary, and each time when it is not to be remembered", async () => {
    const { opa, ask } = asking();
    await ask("a");
    writeFileSync(opa.path, "#!/bin/sh\nexit 1\n");
    expect([await ask("a"), await ask("a", false), await ask("a", false)]).toEqual([
      "answer 2",
      "answer 3",
      "answer 4",
    ]);
  });

  it("is asked again when the file is damaged", async () => {
    const { ask } = asking();
    await ask("a");
    const [name = ""] = readdirSync(join(folder, "cache", "prepared"));
    writeFileSync(join(folder, "cache", "prepared", name), "damaged");
    expect(await ask("a")).toBe("answer 2");
  });

  it("is no answer when asking fails", async () => {
    const { opa, environment, ask } = asking();
    const failing = rememberedText(opa, "prepared", ["a"], { environment }, () =>
      Promise.reject(new Error("out of memory")),
    );
    await expect(failing).rejects.toThrow("out of memory");
    expect(await ask("a")).toBe("answer 1");
  });
});
