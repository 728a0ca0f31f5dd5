import { expect, test } from "vitest";
import { nondeterministicBuiltins, readCapabilities } from "../../src/opa/capabilities.ts";
import { isOpaPlatform, opaRelease } from "../../src/opa/release.ts";
import { pinnedOpa } from "../pinned-opa.ts";

test("the list of non-deterministic builtins is that of the pinned OPA", async () => {
  const opa = await pinnedOpa();
  expect(opa.version).toBe(opaRelease.version);
  const { builtins } = await readCapabilities(opa);
  const names = builtins.filter((builtin) => builtin.nondeterministic).map((builtin) => builtin.name);
  expect(names.sort()).toEqual([...nondeterministicBuiltins].sort());
});

test("pinned sums are sums", () => {
  for (const [platform, asset] of Object.entries(opaRelease.assets)) {
    expect(isOpaPlatform(platform)).toBe(true);
    if (asset.sha256 !== undefined) expect(asset.sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});
