import { isPlainArray, isPlainObject, ownValue } from "./own-value.ts";
import { rawValue } from "./raw-value.ts";
import { isWellFormedText, matchesScalar } from "./scalar.ts";
import type { Property, Schema } from "./schema.ts";

type Check = (value: unknown) => boolean;

/** The checks of schemas, each put together once, as a schema is asked of many values. */
interface Checks {
  readonly made: WeakMap<Schema, Check>;
  /** Of the check of an array or object, one that may remember what came of it. */
  readonly remembering: (check: Check) => Check;
}

const checks: Checks = { made: new WeakMap(), remembering: (check) => check };

/** Whether a whole value is what a schema says; `unknown` parts are not looked into. Runs no code of the value. */
export function isWellFormed(schema: Schema, value: unknown): boolean {
  return checkOf(schema, checks)(rawValue(value));
}

/**
 * Tells as `isWellFormed` does, for values that nobody changes: of those that share parts, each part is looked at once.
 *
 * @returns a function of a value, which must not be changed once it was asked for
 */
export function unchangingCheck(schema: Schema): (value: unknown) => boolean {
  return checkOf(schema, { made: new WeakMap(), remembering });
}

function remembering(check: Check): Check {
  const verdicts = new WeakMap<object, boolean>();
  return (value) => {
    if (typeof value !== "object" || value === null) return check(value);
    const known = verdicts.get(value);
    if (known !== undefined) return known;
    const verdict = check(value);
    verdicts.set(value, verdict);
    return verdict;
  };
}

function checkOf(schema: Schema, all: Checks): Check {
  const known = all.made.get(schema);
  if (known !== undefined) return known;
  const check = makeCheck(schema, all);
  all.made.set(schema, check);
  return check;
}

function makeCheck(schema: Schema, all: Checks): Check {
  switch (schema.kind) {
    case "unknown":
      return () => true;
    case "array":
      return all.remembering(arrayCheck(schema.element, all));
    case "map":
      return all.remembering(mapCheck(schema.value, all));
    case "object":
      return all.remembering(objectCheck(schema.properties, all));
    case "union":
      return (value) => schema.members.some((member) => checkOf(member, all)(rawValue(value)));
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "oneOf":
      return (value) => matchesScalar(schema, value);
  }
}

function arrayCheck(element: Schema, all: Checks): Check {
  const holds = held({ schema: element, optional: false }, all);
  return (value) => {
    if (!isPlainArray(value)) return false;
    for (let index = 0; index < value.length; index++) if (!holds(value, String(index))) return false;
    return true;
  };
}

function mapCheck(each: Schema, all: Checks): Check {
  // A key without a value counts as absent.
  const holds = held({ schema: each, optional: false }, all, true);
  return (value) =>
    isPlainObject(value) && Object.keys(value).every((key) => isWellFormedText(key) && holds(value, key));
}

function objectCheck(properties: Readonly<Record<string, Property>>, all: Checks): Check {
  const members = Object.entries(properties).map(([key, property]) => ({ key, holds: held(property, all) }));
  return (value) => {
    if (!isPlainObject(value)) return false;
    for (const { key, holds } of members) if (!holds(value, key)) return false;
    return true;
  };
}

/** Whether what is held under a key is what a property says. */
function held(
  { schema, optional }: Property,
  all: Checks,
  absent: boolean = optional,
): (holder: object, key: string) => boolean {
  // Of a large schema most is never met, so it is made when it is.
  let check: Check | undefined;
  return (holder, key) => {
    const own = ownValue(holder, key);
    switch (own.kind) {
      case "absent":
        return absent;
      case "hostile":
        return false;
      case "present":
        if (optional && own.value === null) return true;
        check ??= checkOf(schema, all);
        return check(own.value);
    }
  };
}
