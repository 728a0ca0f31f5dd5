import type { Json } from "@bylaw/engine";
import { expect, test } from "vitest";
import { resourcesOf } from "../../src/group/resource.ts";
import { countValues } from "../../src/group/value-counts.ts";

function resources(place: readonly string[], inputs: readonly Json[], maxDistinct = 100) {
  const places = [["method"], place];
  const values = countValues(places, maxDistinct);
  for (const input of inputs) values.add(input);
  return resourcesOf(places, values);
}

test("resources are told apart by the usual places that the policies read, without their queries", () => {
  const http = (path: string) => ({ attributes: { request: { http: { path } } } });
  const place = ["attributes", "request", "http", "path"];
  expect(resources(place, [http("/a"), http("/a?page=2"), http("/b"), {}])).toEqual({
    distinct: 2,
    approximate: false,
  });
  expect(resources(["path"], [{ path: ["a", "b"] }, { path: ["a"] }])).toEqual({
    distinct: 2,
    approximate: false,
  });
  expect(resources(["resource"], [{ resource: { id: 1 } }])).toEqual({ distinct: null, approximate: false });
  expect(resources(["user"], [{ user: "a" }])).toEqual({ distinct: null, approximate: false });
});

test("more than can be counted are at least so many", () => {
  const inputs = Array.from({ length: 5 }, (_, index) => ({ path: `/${index}` }));
  expect(resources(["path"], inputs, 3)).toEqual({ distinct: 3, approximate: true });
});
