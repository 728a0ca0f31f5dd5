import type { Property, Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Constant } from "../ir/expression.ts";
import { memoised } from "../memoised.ts";
import { computationKey } from "./computation.ts";
import type { Atom, Key, Operand, Read, Root, Step } from "./formula.ts";
import { distinctSchemas } from "./same-schema.ts";

/** The schema without `null`, and whether it had it. */
export function withoutNull(schema: Schema): { readonly schema: Schema; readonly nullable: boolean } {
  switch (schema.kind) {
    case "union": {
      const members = schema.members.filter((member) => member.kind !== "null");
      if (members.length === schema.members.length) return { schema, nullable: false };
      const [only] = members;
      return {
        schema: members.length === 1 && only !== undefined ? only : { kind: "union", members },
        nullable: true,
      };
    }
    case "oneOf": {
      const values = schema.values.filter((value) => value !== null);
      return { schema: { kind: "oneOf", values }, nullable: values.length !== schema.values.length };
    }
    default:
      return { schema, nullable: schema.kind === "null" };
  }
}

/** Whether a read may come to nothing, absent or null, on an input of the declared shape. */
export function mayBeEmpty(read: Read): boolean {
  return mayBeAbsent(read) || withoutNull(read.schema).nullable;
}

/** The same where a value of any type is read, which may be null as well. */
export function mayBeNullish(read: Read): boolean {
  return mayBeEmpty(read) || read.schema.kind === "unknown";
}

/** Whether a read may be absent: `undefined` in TypeScript. */
export function mayBeAbsent(read: Read): boolean {
  return rootMayBeAbsent(read) || read.steps.some((step) => step.presence !== "required");
}

/** Whether there may be no value to start from. */
export function rootMayBeAbsent({ root }: Read): boolean {
  return root.kind === "helper" || (root.kind === "computed" && root.optional);
}

/** Whether what is read was checked before: a constant, or the claims of a verified token. */
export function isTrusted({ root, steps }: Read): boolean {
  switch (root.kind) {
    case "input":
    case "data":
      return false;
    case "helper":
      return true;
    case "variable":
      return root.trusted;
    case "computed":
      // The value itself is checked by what it is worked out of, unless it is one of that.
      return root.trusted || (steps.length === 0 && root.computation.kind !== "chosen");
  }
}

/** Whether what is read below a value was checked with it. */
export function isTrustedBelow(read: Read): boolean {
  return read.root.kind === "computed" ? read.root.trusted : isTrusted(read);
}

/** One step further along a path, as the schema says. */
export function stepInto(read: Read, key: Key, span: Span): Read {
  const { schema } = withoutNull(read.schema);
  const step = stepOf(schema, key, span);
  return { kind: "read", root: read.root, steps: [...read.steps, step], schema: step.schema, span };
}

function stepOf(schema: Schema, key: Key, span: Span): Step {
  switch (schema.kind) {
    case "object": {
      const property: Property | undefined =
        typeof key === "string" && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
      if (property === undefined) {
        if (typeof key === "object") throw new Refusal("BYL1113", "", span);
        throw new Refusal("BYL1113", `the type has no property ${JSON.stringify(key)}`, span);
      }
      return { key, presence: property.optional ? "optional" : "required", schema: property.schema };
    }
    case "map":
      return { key: typeof key === "number" ? String(key) : key, presence: "keyed", schema: schema.value };
    case "array":
      if (typeof key !== "number") throw new Refusal("BYL1113", "an element of an array", span);
      return { key, presence: "keyed", schema: schema.element };
    case "unknown":
      throw new Refusal(
        "BYL1112",
        `${typeof key === "object" ? "a key" : JSON.stringify(key)} is read from it`,
        span,
      );
    case "union":
      return commonStep(schema.members, key, span);
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "oneOf":
      throw new Refusal("BYL1101", `a property of a ${schema.kind}`, span);
  }
}

/** A property that all members of a union of objects have alike. */
function commonStep(members: readonly Schema[], key: Key, span: Span): Step {
  const [first, ...others] = members.map((member) =>
    member.kind === "object" ? stepOf(member, key, span) : undefined,
  );
  const schemas = [first, ...others].flatMap((step) => (step === undefined ? [] : [step.schema]));
  const alike = schemas.length === members.length && distinctSchemas(schemas).length === 1;
  if (first === undefined || !alike)
    throw new Refusal("BYL1146", "members are told apart by a required property with texts", span);
  const optional = [first, ...others].some((step) => step?.presence === "optional");
  return { ...first, presence: optional ? "optional" : first.presence };
}

/** The schema that covers some constants. */
export function schemaOfConstants(values: readonly Constant[]): Schema {
  const [first] = values;
  if (first === undefined) return { kind: "unknown" };
  if (Array.isArray(first)) {
    return {
      kind: "array",
      element: schemaOfConstants(values.flatMap((value) => (Array.isArray(value) ? value : []))),
    };
  }
  if (typeof first === "object" && first !== null) return schemaOfRecords(values);
  if (values.every((value) => typeof value === "string")) return { kind: "string" };
  if (values.every((value) => typeof value === "number")) return { kind: "number" };
  if (values.every((value) => typeof value === "boolean")) return { kind: "boolean" };
  return { kind: "unknown" };
}

function schemaOfRecords(values: readonly Constant[]): Schema {
  const found = new Map<string, Constant[]>();
  for (const value of values) {
    if (typeof value !== "object" || value === null || !("kind" in value)) return { kind: "unknown" };
    for (const [key, inner] of value.entries) {
      const known = found.get(key);
      if (known === undefined) found.set(key, [inner]);
      else known.push(inner);
    }
  }
  const properties = Object.fromEntries(
    [...found].map(([key, inner]): [string, Property] => [
      key,
      { schema: schemaOfConstants(inner), optional: inner.length < values.length },
    ]),
  );
  return { kind: "object", properties };
}

/** A text that is the same for two reads exactly when they read the same thing. */
export const readKey: (read: Read) => string = memoised(
  ({ root, steps }: Read) => `${rootKey(root)}${steps.map((step) => `/${keyText(step.key)}`).join("")}`,
);

function keyText(key: Key): string {
  return typeof key === "object" ? `[${readKey(key)}]` : JSON.stringify(key);
}

const rootKey = memoised((root: Root): string => {
  switch (root.kind) {
    case "input":
    case "data":
      return root.kind;
    case "variable":
      return `#${root.variable.id}`;
    case "helper": {
      const { helper, arguments: operands } = root.call;
      return `${helper.name}${JSON.stringify(helper)}(${operands.map(operandKey).join(",")})`;
    }
    case "computed":
      return computationKey(root.computation);
  }
});

/** A text that is the same for two operands exactly when they have the same value. */
export function operandKey(operand: Operand): string {
  switch (operand.kind) {
    case "read":
      return readKey(operand);
    case "constant":
      return JSON.stringify(operand.value);
    case "count":
      return `count(${readKey(operand.of)})`;
    case "now":
      return "now";
  }
}

/** A text that is the same for two questions exactly when they ask the same. */
export const atomKey: (atom: Atom) => string = memoised((atom: Atom) =>
  JSON.stringify(atom, (key, value: unknown) => {
    if (key === "span" || key === "schema") return undefined;
    return isRead(value) ? readKey(value) : value;
  }),
);

/** Whether something that is printed as a text is a read. */
export function isRead(value: unknown): value is Read {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "read";
}

/** The read at a shorter path: the first `length` steps. */
export function prefixOf(read: Read, length: number): Read {
  return prefixesOf(read)[length] ?? prefix(read, length);
}

/** All of them are asked for again and again, and each has a key. */
const prefixesOf = memoised((read: Read) =>
  Array.from({ length: read.steps.length + 1 }, (_, length) => prefix(read, length)),
);

function prefix(read: Read, length: number): Read {
  const steps = read.steps.slice(0, length);
  const last = steps[steps.length - 1];
  return { ...read, steps, schema: last === undefined ? read.root.schema : last.schema };
}
