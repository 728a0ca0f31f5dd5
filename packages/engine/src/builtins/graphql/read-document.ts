// Source: OPA v1/topdown/graphql.go, which reads objects as gqlparser v2.5 documents with Go's encoding/json.
import type { Json, JsonObject } from "../../values/json.ts";
import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import { operations } from "./parse-query.ts";
import { definitionKinds, type QueryDocument, type SchemaDocument, valueKinds } from "./syntax-tree.ts";

/** Reads a member; undefined leaves it out. */
type Reader = (given: Json) => Json | undefined;

interface Member {
  readonly read: Reader;
  /** What Go has where the member is missing; undefined: it may be missing. */
  readonly missing: Json | undefined;
  /** Whether OPA crashes where it is missing. */
  readonly isNeeded?: true;
}

type Node = Readonly<Record<string, Member>>;

function crash(what: string): never {
  throw new UnsupportedCall(`opa has no answer for a document with ${what}`);
}

function wrong(given: Json, wanted: string): never {
  throw new BuiltinError(`cannot read ${given === null ? "null" : typeof given} as ${wanted}`);
}

const text: Member = {
  read: (given) => (given === null ? "" : typeof given === "string" ? given : wrong(given, "string")),
  missing: "",
};
const flag: Member = {
  read: (given) => (given === null ? false : typeof given === "boolean" ? given : wrong(given, "bool")),
  missing: false,
};
const names: Member = {
  read: (given) => listOf(given, (name) => text.read(name)),
  missing: undefined,
};
/** Members that validation fills in; OPA reads them, and what it then does is its own. */
const filledIn: Member = {
  read: (given) => (given === null ? undefined : crash("the results of a validation")),
  missing: undefined,
};

function oneOf(allowed: ReadonlySet<Json>, missing: Json): Member {
  const read: Reader = (given) =>
    allowed.has(given) ? given : given === null ? missing : crash("an unknown kind");
  return { read, missing };
}

function listOf(given: Json, read: Reader): Json | undefined {
  if (given === null) return undefined;
  if (!Array.isArray(given)) return wrong(given, "list");
  const found = given.map((element: Json) => read(element) ?? crash("null in a list"));
  return found.length === 0 ? undefined : found;
}

function list(node: () => Node): Member {
  return { read: (given) => listOf(given, (held) => readNode(held, node())), missing: undefined };
}

function one(node: () => Node): Member {
  return { read: (given) => readNode(given, node()), missing: undefined };
}

function needed(member: Member): Member {
  return { ...member, isNeeded: true };
}

function readNode(given: Json, node: Node): JsonObject | undefined {
  if (given === null) return undefined;
  if (typeof given !== "object" || Array.isArray(given)) return wrong(given, "object");
  const found: Record<string, Json> = {};
  for (const [key, value] of Object.entries(given as JsonObject)) {
    // Go takes a member by its name in any case; which one wins depends on their order.
    if (!Object.hasOwn(node, key) && key !== "Position" && lowered(node).has(key.toLowerCase()))
      crash(`${JSON.stringify(key)} in place of a name in its own case`);
    const read = Object.hasOwn(node, key) ? node[key]?.read(value) : undefined;
    if (read !== undefined) found[key] = read;
  }
  for (const [key, { missing, isNeeded }] of Object.entries(node)) {
    if (Object.hasOwn(found, key)) continue;
    if (isNeeded) crash(`no ${key} where there has to be one`);
    if (missing !== undefined) found[key] = missing;
  }
  return found;
}

function lowered(node: Node): ReadonlySet<string> {
  return new Set(Object.keys(node).map((key) => key.toLowerCase()));
}

const comment: Member = one(() => ({ List: list(() => ({ Value: text })) }));
const type: Member = {
  read: (given) => {
    const found = readNode(given, { NamedType: text, Elem: type, NonNull: flag });
    return found?.NamedType === "" && found.Elem === undefined ? crash("a type without a name") : found;
  },
  missing: undefined,
};

const rawValues: ReadonlyMap<number, RegExp> = new Map([
  [valueKinds.int, /^-?\d+$/],
  [valueKinds.float, /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/],
  [valueKinds.boolean, /^(?:true|false)$/],
]);
const value: Member = {
  read: (given) => {
    const found = readNode(given, {
      Raw: text,
      Children: list(() => ({ Name: text, Value: needed(value), Comment: comment })),
      Kind: oneOf(new Set(Object.values(valueKinds)), valueKinds.variable),
      Comment: comment,
      ExpectedTypeHasDefault: flag,
      Definition: filledIn,
      VariableDefinition: filledIn,
      ExpectedType: filledIn,
    });
    if (found === undefined) return undefined;
    const isRaw = rawValues.get(Number(found.Kind))?.test(String(found.Raw)) ?? true;
    return isRaw ? found : crash("a value in another form than GraphQL's");
  },
  missing: undefined,
};
const argument = (): Node => ({ Name: text, Value: needed(value), Comment: comment });
const directives: Member = list(() => ({
  Name: text,
  Arguments: list(argument),
  Location: text,
  ParentDefinition: filledIn,
  Definition: filledIn,
}));
const variables: Member = list(() => ({
  Variable: text,
  Type: needed(type),
  DefaultValue: value,
  Directives: directives,
  Used: flag,
  Comment: comment,
  Definition: filledIn,
}));
/** OPA takes each selection for a field, fragments too, and loses their comments. */
const selections: Member = {
  read: (given) =>
    listOf(given, (held) => {
      const empty: JsonObject = {};
      try {
        return readNode(held ?? empty, {
          Alias: text,
          Name: text,
          Arguments: list(argument),
          Directives: directives,
          SelectionSet: selections,
          Definition: filledIn,
          ObjectDefinition: filledIn,
        });
      } catch (error) {
        if (!(error instanceof BuiltinError)) throw error;
        return crash("a selection that is no field");
      }
    }),
  missing: undefined,
};
const described = { Description: text, BeforeDescriptionComment: comment, AfterDescriptionComment: comment };
const input = { ...described, Name: text, DefaultValue: value, Type: needed(type), Directives: directives };
const schemaDefinitions: Member = list(() => ({
  ...described,
  EndOfDefinitionComment: comment,
  Directives: directives,
  OperationTypes: list(() => ({ Operation: text, Type: text, Comment: comment })),
}));
const definitions: Member = list(() => ({
  ...described,
  EndOfDefinitionComment: comment,
  Kind: oneOf(new Set(definitionKinds), "SCALAR"),
  Name: text,
  Directives: directives,
  Interfaces: names,
  Fields: list(() => ({ ...input, Arguments: list(() => input) })),
  Types: names,
  EnumValues: list(() => ({ ...described, Name: text, Directives: directives })),
  BuiltIn: flag,
}));

/**
 * Reads a query that was written as an object, such as `graphql.parse_query` gives.
 *
 * @throws {BuiltinError} when a member has the wrong type
 * @throws {UnsupportedCall} for objects that OPA crashes on, or reads by accident
 */
export function readQuery(given: JsonObject): QueryDocument {
  const found = readNode(given, {
    Operations: list(() => ({
      Operation: oneOf(new Set([...operations, ""]), ""),
      Name: text,
      VariableDefinitions: variables,
      Directives: directives,
      SelectionSet: selections,
    })),
    Fragments: list(() => ({
      Name: text,
      VariableDefinition: variables,
      TypeCondition: text,
      Directives: directives,
      SelectionSet: selections,
      Definition: filledIn,
    })),
    Comment: comment,
  });
  return (found ?? {}) as QueryDocument;
}

/** {@link readQuery} for a schema; the same is thrown. */
export function readSchema(given: JsonObject): SchemaDocument {
  const found = readNode(given, {
    Schema: schemaDefinitions,
    SchemaExtension: schemaDefinitions,
    Directives: list(() => ({
      ...described,
      Name: text,
      Arguments: list(() => input),
      Locations: names,
      IsRepeatable: flag,
    })),
    Definitions: definitions,
    Extensions: definitions,
    Comment: comment,
  });
  return (found ?? {}) as SchemaDocument;
}
