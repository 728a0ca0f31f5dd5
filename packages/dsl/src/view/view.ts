import type { InputPath } from "../schema/input-path.ts";
import { isPlainArray, isPlainObject, type OwnValue, ownValue } from "../schema/own-value.ts";
import { isDomainScalar, matchesScalar } from "../schema/scalar.ts";
import type { Property, Schema } from "../schema/schema.ts";
import { isWellFormed } from "../schema/well-formed.ts";
import { arrayView } from "./array-view.ts";
import { MalformedRead } from "./malformed-read.ts";
import { mapView, objectView } from "./object-view.ts";

/** What `look` gives for a value that is not what its schema says. */
export const malformed: unique symbol = Symbol("malformed");

/**
 * A value as a rule may see it, checked at this link only: a scalar itself, or a view that checks what is read of
 * it. Gives `malformed` when the value is not what the schema says.
 */
export function look(schema: Schema, value: unknown, path: InputPath): unknown {
  switch (schema.kind) {
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "oneOf":
      return matchesScalar(schema, value) ? value : malformed;
    case "array":
      return isPlainArray(value) ? arrayView(value, schema.element, path) : malformed;
    case "map":
      return isPlainObject(value) ? mapView(value, schema.value, path) : malformed;
    case "object":
      return isPlainObject(value) ? objectView(value, schema.properties, path) : malformed;
    case "unknown":
      if (isPlainArray(value)) return arrayView(value, schema, path);
      if (isPlainObject(value)) return mapView(value, schema, path);
      return isDomainScalar(value) ? value : malformed;
    case "union": {
      const member = memberFor(schema.members, value);
      return member === undefined ? malformed : look(member, value, path);
    }
  }
}

/** What a rule sees of a property. Throws MalformedRead. */
export function readProperty(own: OwnValue, property: Property, path: InputPath): unknown {
  switch (own.kind) {
    case "absent":
      if (property.optional) return undefined;
      throw new MalformedRead(path);
    case "hostile":
      throw new MalformedRead(path);
    case "present": {
      if (property.optional && own.value === null) return undefined;
      const seen = look(property.schema, own.value, path);
      if (seen === malformed) throw new MalformedRead(path);
      return seen;
    }
  }
}

/** The member of a union that a value is to be read as; `undefined` when it is none of them. */
function memberFor(members: readonly Schema[], value: unknown): Schema | undefined {
  const candidates = members.filter((member) => mayBe(member, value));
  return candidates.length > 1
    ? // Telling apart by what literal properties say is not always enough, as when two members have none.
      (candidates.find((member) => isWellFormed(member, value)) ?? candidates[0])
    : candidates[0];
}

/** Whether a value is a member of a union as far as its kind and the member's literal properties tell. */
function mayBe(member: Schema, value: unknown): boolean {
  switch (member.kind) {
    case "unknown":
      return true;
    case "union":
      return member.members.some((inner) => mayBe(inner, value));
    case "array":
      return isPlainArray(value);
    case "map":
      return isPlainObject(value);
    case "object":
      return (
        isPlainObject(value) &&
        Object.entries(member.properties).every(([key, { schema, optional }]) => {
          if (schema.kind !== "oneOf" || optional) return true;
          const own = ownValue(value, key);
          return own.kind === "present" && matchesScalar(schema, own.value);
        })
      );
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "oneOf":
      return matchesScalar(member, value);
  }
}
