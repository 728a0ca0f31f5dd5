import { type InputPath, inputPathText, inputRoot } from "./input-path.ts";
import { isPlainArray, isPlainObject, ownValue } from "./own-value.ts";
import { rawValue } from "./raw-value.ts";
import { isWellFormedText, matchesScalar } from "./scalar.ts";
import type { Property, Schema } from "./schema.ts";
import { isWellFormed } from "./well-formed.ts";

/**
 * Every path at which a value is not what a schema says, sorted, without repeats and at most `limit` of them.
 * Elements of arrays and values of maps are written `[*]`; paths begin with `root`.
 */
export function malformedPaths(
  schema: Schema,
  value: unknown,
  limit: number,
  root: InputPath = inputRoot,
): readonly string[] {
  // Most values are, and telling that takes a fraction of looking for paths.
  if (isWellFormed(schema, value)) return [];
  const paths = new Set<string>();
  findMalformed(schema, rawValue(value), root, (path) => {
    paths.add(inputPathText(path));
    return paths.size >= limit;
  });
  return [...paths].sort();
}

/** Told of a malformed path; returns whether that is enough. */
type Report = (path: InputPath) => boolean;

/** Reports each malformed path; returns whether the report asked to stop. */
function findMalformed(schema: Schema, value: unknown, path: InputPath, report: Report): boolean {
  switch (schema.kind) {
    case "unknown":
      return false;
    case "array": {
      if (!isPlainArray(value)) return report(path);
      const element: InputPath = { kind: "each", parent: path };
      for (let index = 0; index < value.length; index++) {
        if (findInProperty(required(schema.element), value, String(index), element, report)) return true;
      }
      return false;
    }
    case "map": {
      if (!isPlainObject(value)) return report(path);
      const each: InputPath = { kind: "each", parent: path };
      return Object.keys(value).some((key) => {
        if (!isWellFormedText(key)) return report(path);
        const own = ownValue(value, key);
        return own.kind !== "absent" && findInProperty(required(schema.value), value, key, each, report);
      });
    }
    case "object":
      if (!isPlainObject(value)) return report(path);
      return Object.entries(schema.properties).some(([key, property]) =>
        findInProperty(property, value, key, { kind: "key", parent: path, key }, report),
      );
    case "union":
      return schema.members.some((member) => isWellFormed(member, value)) ? false : report(path);
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "oneOf":
      return matchesScalar(schema, value) ? false : report(path);
  }
}

function findInProperty(
  property: Property,
  holder: object,
  key: string,
  path: InputPath,
  report: Report,
): boolean {
  const own = ownValue(holder, key);
  switch (own.kind) {
    case "absent":
      return property.optional ? false : report(path);
    case "hostile":
      return report(path);
    case "present":
      if (property.optional && own.value === null) return false;
      return findMalformed(property.schema, own.value, path, report);
  }
}

function required(schema: Schema): Property {
  return { schema, optional: false };
}
