import type { Schema } from "@bylaw/dsl/schema";
import type { Rule, Statement, Term } from "../rego/ast.ts";
import { arrayOf, call, compare, holds, scalar, variable } from "../rego/terms.ts";
import type { HelperUse } from "./generated-functions.ts";
import { typeTest } from "./types.ts";

/** The statements that hold exactly when a value has a shape, and the functions that they call. */
export interface ShapeChecks {
  readonly statements: readonly Statement[];
  readonly rules: readonly Rule[];
}

/**
 * Checks a whole value, all levels of it, as natively a shape does.
 * @param fresh gives a name that the module does not use yet
 */
export function shapeChecks(
  schema: Schema,
  value: Term,
  fresh: (wish: string) => string,
  use: HelperUse,
): ShapeChecks {
  const top = typeTest(schema, value, false, use);
  const statements: Statement[] = top === undefined ? [] : [holds(top, "policy")];
  const rules: Rule[] = [];
  const include = (checks: ShapeChecks): void => {
    statements.push(...checks.statements);
    rules.push(...checks.rules);
  };
  switch (schema.kind) {
    case "object":
      for (const [key, property] of Object.entries(schema.properties)) {
        include(
          property.optional
            ? optionalCheck(property.schema, key, value, fresh, use)
            : shapeChecks(property.schema, reference(value, key), fresh, use),
        );
      }
      break;
    case "array":
    case "map":
      include(elementChecks(schema.kind === "array" ? schema.element : schema.value, value, fresh, use));
      break;
    case "union":
      if (schema.members.some(isDeep)) include(anyOf(schema.members, value, fresh, use));
      break;
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "unknown":
    case "oneOf":
      break;
  }
  return { statements, rules };
}

/** Whether a look at the type of the value itself does not settle it. */
function isDeep(schema: Schema): boolean {
  return (
    schema.kind === "object" || schema.kind === "array" || schema.kind === "map" || schema.kind === "union"
  );
}

function reference(value: Term, key: string): Term {
  return value.kind === "reference"
    ? { ...value, path: [...value.path, scalar(key)] }
    : { kind: "reference", head: value, path: [scalar(key)] };
}

function elementChecks(
  element: Schema,
  collection: Term,
  fresh: (wish: string) => string,
  use: HelperUse,
): ShapeChecks {
  const name = fresh("element");
  const inner = shapeChecks(element, variable(name), fresh, use);
  if (inner.statements.length === 0) return { statements: [], rules: inner.rules };
  return {
    statements: [{ kind: "every", variable: name, collection, body: inner.statements, origin: "policy" }],
    rules: inner.rules,
  };
}

/** Absent and null are well-formed; anything else must have the shape. */
function optionalCheck(
  schema: Schema,
  key: string,
  value: Term,
  fresh: (wish: string) => string,
  use: HelperUse,
): ShapeChecks {
  const given = call("object.get", value, arrayOf([scalar(key)]), scalar(null));
  if (!isDeep(schema)) {
    const test = typeTest(schema, given, true, use);
    return { statements: test === undefined ? [] : [holds(test, "policy")], rules: [] };
  }
  return anyOf([{ kind: "null" }, schema], given, fresh, use, key);
}

/** A function with a body for each member. */
function anyOf(
  members: readonly Schema[],
  value: Term,
  fresh: (wish: string) => string,
  use: HelperUse,
  wish = "value",
): ShapeChecks {
  const name = fresh(`well_formed_${wish}`);
  const rules: Rule[] = [];
  const inner: Rule[] = [];
  for (const member of members) {
    const checks = shapeChecks(member, variable("value"), fresh, use);
    const body: readonly Statement[] =
      checks.statements.length === 0
        ? [holds(compare(variable("value"), "==", variable("value")), "policy")]
        : checks.statements;
    rules.push({ kind: "rule", head: { kind: "function", name, parameters: ["value"] }, body });
    inner.push(...checks.rules);
  }
  return { statements: [holds(call(name, value), "policy")], rules: [...rules, ...inner] };
}
