import { envoyInput } from "@bylaw/dsl/envoy";
import type { Schema } from "@bylaw/dsl/schema";
import { describe, expect, it } from "vitest";
import { malformedPaths } from "../../src/schema/check.ts";
import { frontendRequest } from "../fixtures/envoy-input.ts";
import { hasLargerSet, largerSetInputs, sampleInputs } from "../fixtures/recordings.ts";

const required = [
  "attributes",
  "attributes.source",
  "attributes.source.address",
  "attributes.destination",
  "attributes.destination.address",
  "attributes.request",
  "attributes.request.time",
  "attributes.request.time.seconds",
  "attributes.request.http",
  "attributes.request.http.id",
  "attributes.request.http.method",
  "attributes.request.http.headers",
  "attributes.request.http.path",
  "attributes.request.http.host",
  "attributes.request.http.scheme",
  "attributes.request.http.protocol",
  "parsed_path",
  "parsed_query",
  "version",
  "version.ext_authz",
  "version.encoding",
];

describe("the declared input of Envoy", () => {
  it("requires what Envoy always sends, and nothing else", () => {
    expect(requiredPaths(envoyInput.schema)).toEqual(required);
  });

  it("takes a request as Envoy sends it", () => {
    expect(malformedPaths(envoyInput.schema, frontendRequest, 100)).toEqual([]);
  });

  it("takes every recorded input of the sample", () => {
    checkRecordings(sampleInputs(), 30);
  });

  // Users have the sample only.
  const name = hasLargerSet ? "the larger set" : "the larger set, which is absent here: the sample again";
  it(`takes every recorded input of ${name}`, () => {
    checkRecordings(hasLargerSet ? largerSetInputs() : sampleInputs(), hasLargerSet ? 4000 : 30);
  });
});

function checkRecordings(inputs: readonly unknown[], atLeast: number): void {
  expect(inputs.length).toBeGreaterThanOrEqual(atLeast);
  expect(inputs.flatMap((input) => malformedPaths(envoyInput.schema, input, 100))).toEqual([]);
  const always = required.filter((path) => inputs.every((input) => isPresent(input, path.split("."))));
  expect(always).toEqual(required);
}

function requiredPaths(schema: Schema, prefix = ""): readonly string[] {
  if (schema.kind !== "object") return [];
  return Object.entries(schema.properties).flatMap(([name, property]) =>
    property.optional ? [] : [`${prefix}${name}`, ...requiredPaths(property.schema, `${prefix}${name}.`)],
  );
}

function isPresent(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return value !== undefined && value !== null;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
  return isPresent(Object.entries(value).find(([name]) => name === key)?.[1], rest);
}
