import { isSemver, semverAtLeast, semverBelow } from "@bylaw/dsl/semver";
import { describe, expect, it } from "vitest";

// From least to greatest; section 11 of Semantic Versioning 2.0.0 has the pre-releases.
const ordered = [
  "0.9.10",
  "1.0.0-alpha",
  "1.0.0-alpha.1",
  "1.0.0-alpha.beta",
  "1.0.0-beta",
  "1.0.0-beta.2",
  "1.0.0-beta.11",
  "1.0.0-rc.1",
  "1.0.0",
  "1.9.0",
  "1.10.0",
];

describe("versions", () => {
  it("come in order", () => {
    for (const [index, version] of ordered.entries()) {
      for (const [other, limit] of ordered.entries()) {
        expect([version, limit, semverAtLeast(version, limit)]).toEqual([version, limit, index >= other]);
        expect([version, limit, semverBelow(version, limit)]).toEqual([version, limit, index < other]);
      }
    }
  });

  it("are the same with other build metadata, and with a v in front", () => {
    expect(semverAtLeast("v1.2.0+a", "1.2.0+b")).toBe(true);
    expect(semverBelow("v1.2.0+a", "1.2.0+b")).toBe(false);
  });

  it.each(["", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "latest", "1.2.3 ", "V1.2.3"])(
    "%j is none",
    (text) => {
      expect(isSemver(text)).toBe(false);
      expect(semverAtLeast(text, "1.0.0")).toBeUndefined();
      expect(semverBelow(text, "1.0.0")).toBeUndefined();
      expect(() => semverAtLeast("1.0.0", text)).toThrow(TypeError);
    },
  );
});
