import type { Schema } from "@bylaw/dsl/schema";
import { memoised } from "../memoised.ts";
import type { Scalar, Term } from "../rego/ast.ts";
import { printTerm } from "../rego/printer.ts";
import { arrayOf, call, compare, scalar, setOf } from "../rego/terms.ts";
import type { HelperUse } from "./generated-functions.ts";
import { withoutNull } from "./reads.ts";

/**
 * A test that a value is of a kind, one level deep; absent for a union without members.
 * @param nullable whether null is well-formed too
 */
export function typeTest(schema: Schema, value: Term, nullable: boolean, use: HelperUse): Term | undefined {
  const inner = withoutNull(schema);
  const orNull = nullable || inner.nullable;
  if (inner.schema.kind === "unknown") {
    // Anything will do but a number that TypeScript would see rounded.
    use("in_domain");
    return call("in_domain", value);
  }
  if (inner.schema.kind === "null") return compare(value, "==", scalar(null));
  if (inner.schema.kind === "oneOf") {
    const values: readonly Scalar[] = orNull ? [...inner.schema.values, null] : inner.schema.values;
    return compare(value, "in", setOf(values.map(scalar)));
  }
  if (inner.schema.kind === "number") {
    const name = orNull ? "optional_number" : "exact_number";
    use(name);
    return call(name, value);
  }
  const members = discriminated(inner.schema);
  if (members !== undefined) return testOfMembers(members)(value, orNull);
  const names = typeNames(inner.schema);
  if (mayBeNumber(inner.schema)) {
    use("in_domain");
    return compare(
      arrayOf([call("type_name", value), call("in_domain", value)]),
      "in",
      setOf([...names, ...(orNull ? ["null"] : [])].map((name) => arrayOf([scalar(name), scalar(true)]))),
    );
  }
  if (orNull) return compare(call("type_name", value), "in", setOf([...names, "null"].map(scalar)));
  const [only] = names;
  if (only === undefined) return undefined;
  if (names.length === 1) return call(`is_${only}`, value);
  return compare(call("type_name", value), "in", setOf(names.map(scalar)));
}

/** Whether null is a value of a schema. */
export function acceptsNull(schema: Schema): boolean {
  switch (schema.kind) {
    case "null":
    case "unknown":
      return true;
    case "oneOf":
      return schema.values.includes(null);
    case "union":
      return schema.members.some(acceptsNull);
    case "string":
    case "number":
    case "boolean":
    case "array":
    case "map":
    case "object":
      return false;
  }
}

/** Whether any number is a value of a schema. */
export function mayBeNumber(schema: Schema): boolean {
  return schema.kind === "number" || (schema.kind === "union" && schema.members.some(mayBeNumber));
}

/** What tells the members of a union of objects apart: for each member, the values that its literal properties may have. */
interface Members {
  readonly keys: readonly string[];
  readonly values: readonly (readonly Scalar[])[];
}

const discriminated = memoised((schema: Schema): Members | undefined => {
  if (schema.kind !== "union") return undefined;
  const literals = schema.members.map(literalProperties);
  const [first] = literals;
  const keys = [...(first?.keys() ?? [])].filter((key) => literals.every((one) => one.has(key)));
  const alike = literals.every((one) => one.size === keys.length);
  if (keys.length === 0 || !alike) return undefined;
  const values = literals.flatMap((one) =>
    keys.reduce<readonly (readonly Scalar[])[]>(
      (rows, key) => rows.flatMap((row) => (one.get(key) ?? []).map((value) => [...row, value])),
      [[]],
    ),
  );
  return values.length > mostCombinations ? undefined : { keys, values };
});

const mostCombinations = 200;

function literalProperties(schema: Schema): ReadonlyMap<string, readonly Scalar[]> {
  if (schema.kind !== "object") return new Map();
  return new Map(
    Object.entries(schema.properties).flatMap(([key, property]) =>
      property.schema.kind === "oneOf" && !property.optional ? [[key, property.schema.values] as const] : [],
    ),
  );
}

/** Such tests are large, and asked for again and again of the same value. */
const testOfMembers = memoised((members: Members) => {
  const known = new Map<string, Term>();
  return (value: Term, orNull: boolean): Term => {
    const key = `${orNull} ${printTerm(value)}`;
    const test = known.get(key) ?? memberTest(members, value, orNull);
    known.set(key, test);
    return test;
  };
});

/** `[type_name(x), x.apiVersion, x.kind] in {["object", "v1", "Pod"], …}`, where nothing can be undefined. */
function memberTest({ keys, values }: Members, value: Term, orNull: boolean): Term {
  const whole: Term = { kind: "object", entries: [["value", value]] };
  const given = keys.map((key) =>
    call("object.get", whole, arrayOf([scalar("value"), scalar(key)]), scalar(null)),
  );
  const rows = values.map((row) => ["object", ...row]);
  const nothing = ["null", ...keys.map(() => null)];
  return compare(
    arrayOf([call("type_name", value), ...given]),
    "in",
    setOf([...rows, ...(orNull ? [nothing] : [])].map((row) => arrayOf(row.map(scalar)))),
  );
}

/** What Rego's `type_name` says of the values of a schema; nothing when they can be anything. */
export function typeNames(schema: Schema): readonly string[] {
  switch (schema.kind) {
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "array":
      return [schema.kind];
    case "map":
    case "object":
      return ["object"];
    case "oneOf":
      return [...new Set(schema.values.map((value) => (value === null ? "null" : typeof value)))];
    case "union":
      return [...new Set(schema.members.flatMap(typeNames))];
    case "unknown":
      return [];
  }
}

/** A well-formed value that stands for one that is absent, where null would be malformed. */
export function standIn(schema: Schema): Term {
  switch (schema.kind) {
    case "string":
      return scalar("");
    case "number":
      return scalar(0);
    case "boolean":
      return scalar(false);
    case "null":
    case "unknown":
      return scalar(null);
    case "array":
      return arrayOf([]);
    case "map":
    case "object":
      return { kind: "object", entries: [] };
    case "oneOf":
      return scalar(schema.values[0] ?? null);
    case "union": {
      const [first] = schema.members;
      return first === undefined ? scalar(null) : standIn(first);
    }
  }
}
