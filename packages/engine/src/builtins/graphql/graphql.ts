// Source: OPA v1/topdown/graphql.go, which reads and validates with gqlparser v2.5. It is followed here rather than
// graphql-js: the two accept different texts, and OPA's trees keep comments where gqlparser happens to put them.
import type { Json, JsonObject } from "../../values/json.ts";
import {
  type Builtin,
  type BuiltinContext,
  BuiltinError,
  BuiltinTypeError,
  stringOperand,
  UnsupportedCall,
  workOf,
} from "../builtin.ts";
import { overlappingFields } from "./overlapping-fields.ts";
import { parseQuery } from "./parse-query.ts";
import { parseSchema } from "./parse-schema.ts";
import { readQuery, readSchema } from "./read-document.ts";
import { noMisplacedDirectives, rulesOfStructure } from "./rules.ts";
import { rulesOfValues } from "./rules-of-values.ts";
import { type Schema, schemaOf } from "./schema.ts";
import type { QueryDocument, SchemaDocument } from "./syntax-tree.ts";
import { walkThrough } from "./walk.ts";

type Args = readonly Json[];
type Spend = (steps: number) => void;

function isObject(given: Json | undefined): given is JsonObject {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

function wrongType(position: number): never {
  throw new BuiltinTypeError(`operand ${position + 1} must be one of {string, object}`);
}

function queryOperand(args: Args, position: number, spend: Spend): QueryDocument {
  const given = args[position];
  if (typeof given === "string") return parseQuery(given, spend);
  return isObject(given) ? readQuery(given) : wrongType(position);
}

function schemaOperand(args: Args, position: number, spend: Spend): SchemaDocument {
  const given = args[position];
  if (typeof given === "string") return parseSchema(given, spend);
  return isObject(given) ? readSchema(given) : wrongType(position);
}

interface ReadSchema {
  readonly document: SchemaDocument;
  readonly schema: Schema;
}

const maxKept = 20;
const kept = new Map<string, ReadSchema>();

/** The schema of an argument; what was read from text is kept, as policies ask about one schema again and again. */
function readSchemaOperand(args: Args, position: number, spend: Spend): ReadSchema {
  const text = args[position];
  const known = typeof text === "string" ? kept.get(text) : undefined;
  if (known !== undefined) return known;
  const document = schemaOperand(args, position, spend);
  const made = { document, schema: schemaOf(document, spend) };
  if (typeof text !== "string") return made;
  if (kept.size >= maxKept) kept.clear();
  kept.set(text, made);
  return made;
}

interface Verified {
  readonly query: Json;
  readonly schema: Json;
}

/** Reads query and schema, and validates the one against the other. */
function verified(args: Args, context: BuiltinContext): Verified {
  const spend = workOf(context);
  const query = queryOperand(args, 0, spend);
  const { document, schema } = readSchemaOperand(args, 1, spend);
  if (typeof args[0] !== "string") walkThrough(schema, query, [noMisplacedDirectives], spend);
  walkThrough(schema, query, [...rulesOfStructure, ...rulesOfValues, overlappingFields], spend);
  return { query: asJson(query), schema: asJson(document) };
}

/** The nodes of documents have no members but JSON's. */
function asJson(document: QueryDocument | SchemaDocument): Json {
  return document as unknown as Json;
}

/** What `attempt` gives, or undefined where it fails for a reason that OPA has too. */
function unlessRefused<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof BuiltinError && !(error instanceof UnsupportedCall)) return undefined;
    throw error;
  }
}

const parse: Builtin = (args, context) => {
  const { query, schema } = verified(args, context);
  return [query, schema];
};

const parseAndVerify: Builtin = (args, context) => {
  const found = unlessRefused(() => verified(args, context));
  return found === undefined ? [false, {}, {}] : [true, found.query, found.schema];
};

const isSchemaValid: Builtin = (args, context) => {
  const spend = workOf(context);
  return unlessRefused(() => readSchemaOperand(args, 0, spend)) !== undefined;
};

export const graphqlBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["graphql.parse", parse],
  ["graphql.parse_and_verify", parseAndVerify],
  ["graphql.parse_query", (args, context) => asJson(parseQuery(stringOperand(args, 0), workOf(context)))],
  ["graphql.parse_schema", (args, context) => asJson(parseSchema(stringOperand(args, 0), workOf(context)))],
  ["graphql.is_valid", (args, context) => unlessRefused(() => verified(args, context)) !== undefined],
  ["graphql.schema_is_valid", isSchemaValid],
]);
