import { expect, it } from "vitest";
import { bundleRoots } from "../../src/bundle/roots.ts";

it("names packages and documents, none below another", () =>
  expect(bundleRoots(["istio.authz", "istio.authz.admin", "istio.other"], ["roles", "istio_roles"])).toEqual([
    "istio/authz",
    "istio/other",
    "istio_roles",
    "roles",
  ]));
