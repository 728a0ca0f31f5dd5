// Source: gqlparser v2.5 validator/schema.go.
import { type BuiltinContext, BuiltinError, UnsupportedCall } from "../builtin.ts";
import { introspection } from "./introspection.ts";
import {
  type ArgumentDefinition,
  type Definition,
  type DefinitionKind,
  type Directive,
  type DirectiveDefinition,
  type FieldDefinition,
  named,
  namedType,
  type SchemaDefinition,
  type SchemaDocument,
  type TypeReference,
  valueKinds,
} from "./syntax-tree.ts";

/** A schema whose definitions fit together. */
export interface Schema {
  readonly types: ReadonlyMap<string, Definition>;
  readonly directives: ReadonlyMap<string, DirectiveDefinition>;
  /** The object types that a value of the type may have, and the interfaces that build on it. */
  readonly possibleTypes: ReadonlyMap<string, readonly (Definition | undefined)[]>;
  /** The type of each operation. */
  readonly roots: ReadonlyMap<string, Definition>;
}

function refuse(why: string): never {
  throw new BuiltinError(why);
}

const redefinable: ReadonlySet<string> = new Set([
  ...["include", "skip", "deprecated", "specifiedBy", "defer", "oneOf"],
]);

export function isInputType({ Kind }: Definition): boolean {
  return Kind === "SCALAR" || Kind === "ENUM" || Kind === "INPUT_OBJECT";
}

/**
 * Puts the definitions of a document and GraphQL's own together.
 *
 * @throws {BuiltinError} when they do not fit
 * @throws {UnsupportedCall} where OPA would crash
 */
export function schemaOf(document: SchemaDocument, spend: BuiltinContext["spend"]): Schema {
  const own = introspection();
  const all: SchemaDocument = {
    Directives: [...(own.Directives ?? []), ...(document.Directives ?? [])],
    Definitions: [...(own.Definitions ?? []), ...(document.Definitions ?? [])],
  };
  const types = typesOf(all.Definitions ?? [], document.Extensions ?? []);
  const directives = directivesOf(all.Directives ?? []);
  const possibleTypes = possibleTypesOf(types);
  const declared: Schema = { types, directives, possibleTypes, roots: new Map() };
  const roots = rootsOf(declared, document);
  for (const definition of types.values()) {
    spend?.(1 + (definition.Fields?.length ?? 0));
    checkDefinition(declared, definition);
  }
  checkInputCycles(declared);
  for (const directive of directives.values()) {
    checkName(directive.Name);
    checkArguments(declared, directive.Arguments, directive);
  }
  return { ...declared, ...withIntrospection(types, roots) };
}

function typesOf(
  definitions: readonly Definition[],
  extensions: readonly Definition[],
): Map<string, Definition> {
  const types = new Map<string, Definition>();
  for (const definition of definitions) {
    if (types.has(definition.Name)) refuse(`Cannot redeclare type ${definition.Name}.`);
    types.set(definition.Name, definition);
  }
  for (const extension of extensions) {
    const { Kind, Name } = extension;
    const base: Definition = types.get(Name) ?? { Kind, Name, Description: "", BuiltIn: false };
    if (base.Kind !== Kind)
      refuse(`Cannot extend type ${Name} because the base type is a ${base.Kind}, not ${Kind}.`);
    types.set(Name, {
      ...base,
      Directives: [...(base.Directives ?? []), ...(extension.Directives ?? [])],
      Interfaces: [...(base.Interfaces ?? []), ...(extension.Interfaces ?? [])],
      Fields: [...(base.Fields ?? []), ...(extension.Fields ?? [])],
      Types: [...(base.Types ?? []), ...(extension.Types ?? [])],
      EnumValues: [...(base.EnumValues ?? []), ...(extension.EnumValues ?? [])],
    });
  }
  return types;
}

function possibleTypesOf(types: ReadonlyMap<string, Definition>): Map<string, (Definition | undefined)[]> {
  const possible = new Map<string, (Definition | undefined)[]>();
  const add = (name: string, definition: Definition | undefined) => {
    const held = possible.get(name);
    if (held === undefined) possible.set(name, [definition]);
    else held.push(definition);
  };
  for (const definition of types.values()) {
    if (definition.Kind === "UNION")
      for (const name of definition.Types ?? []) add(definition.Name, types.get(name));
    if (definition.Kind === "OBJECT" || definition.Kind === "INPUT_OBJECT" || definition.Kind === "INTERFACE")
      for (const name of definition.Interfaces ?? []) add(name, definition);
    if (definition.Kind === "OBJECT" || definition.Kind === "INPUT_OBJECT") add(definition.Name, definition);
  }
  return possible;
}

function directivesOf(definitions: readonly DirectiveDefinition[]): Map<string, DirectiveDefinition> {
  const directives = new Map<string, DirectiveDefinition>();
  for (const definition of definitions) {
    if (directives.has(definition.Name) && !redefinable.has(definition.Name))
      refuse(`Cannot redeclare directive ${definition.Name}.`);
    directives.set(definition.Name, definition);
  }
  return directives;
}

function rootsOf(schema: Schema, document: SchemaDocument): Map<string, Definition> {
  const roots = new Map<string, Definition>();
  const add = ({ OperationTypes, Directives }: SchemaDefinition) => {
    for (const { Operation, Type } of OperationTypes ?? []) {
      const root = schema.types.get(Type);
      if (root === undefined)
        refuse(`Schema root ${Operation} refers to a type ${Type} that does not exist.`);
      else roots.set(Operation, root);
    }
    checkDirectives(schema, Directives, "SCHEMA", true);
  };
  const definitions = document.Schema ?? [];
  if (definitions.length > 1)
    refuse("Cannot have multiple schema entry points, consider schema extensions instead.");
  for (const definition of [...definitions, ...(document.SchemaExtension ?? [])]) add(definition);
  if (definitions.length > 0) return roots;
  for (const name of ["Query", "Mutation", "Subscription"]) {
    const root = schema.types.get(name);
    if (root !== undefined && !roots.has(name.toLowerCase())) roots.set(name.toLowerCase(), root);
  }
  return roots;
}

/** The root of queries has two fields more. */
function withIntrospection(
  types: ReadonlyMap<string, Definition>,
  roots: ReadonlyMap<string, Definition>,
): Pick<Schema, "types" | "roots"> {
  const query = roots.get("query");
  if (query === undefined) return { types, roots };
  const name = (NamedType: string, NonNull: boolean): TypeReference => ({ NamedType, NonNull });
  const fields: readonly FieldDefinition[] = [
    { Description: "", Name: "__schema", Type: name("__Schema", true) },
    {
      Description: "",
      Name: "__type",
      Type: name("__Type", false),
      Arguments: [{ Description: "", Name: "name", Type: name("String", true) }],
    },
  ];
  const root = { ...query, Fields: [...(query.Fields ?? []), ...fields] };
  const replaced = (held: Definition) => (held === query ? root : held);
  return {
    types: new Map([...types].map(([key, held]) => [key, replaced(held)])),
    roots: new Map([...roots].map(([key, held]) => [key, replaced(held)])),
  };
}

function checkName(name: string): void {
  if (name.startsWith("__"))
    refuse(`Name "${name}" must not begin with "__", which is reserved by GraphQL introspection.`);
}

function checkType(schema: Schema, type: TypeReference): Definition {
  return schema.types.get(namedType(type)) ?? refuse(`Undefined type ${namedType(type)}.`);
}

const fieldKinds: ReadonlySet<DefinitionKind> = new Set(["SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM"]);

function checkDefinition(schema: Schema, definition: Definition): void {
  const { Kind, Name, Fields = [], Types = [], Interfaces = [], EnumValues = [] } = definition;
  for (const field of Fields) {
    checkName(field.Name);
    const type = checkType(schema, field.Type);
    checkArguments(schema, field.Arguments);
    const isInput = Kind === "INPUT_OBJECT";
    checkDirectives(schema, field.Directives, isInput ? "INPUT_FIELD_DEFINITION" : "FIELD_DEFINITION", true);
    if (isInput && !isInputType(type)) refuse(`${Name}.${field.Name} must have the type of an input.`);
    if ((Kind === "OBJECT" || Kind === "INTERFACE") && !fieldKinds.has(type.Kind))
      refuse(`${Name}.${field.Name} must not have the type of an input.`);
  }
  for (const name of Types)
    if (schema.types.get(name)?.Kind !== "OBJECT") refuse(`${Kind} type "${name}" must be OBJECT.`);
  for (const name of Interfaces) checkImplements(schema, definition, name);
  if ((Kind === "OBJECT" || Kind === "INTERFACE" || Kind === "INPUT_OBJECT") && Fields.length === 0)
    refuse(`${Kind} ${Name}: must define one or more fields.`);
  if (Kind === "ENUM") checkEnum(schema, definition);
  for (const names of [Fields.map(({ Name }) => Name), EnumValues.map(({ Name }) => Name), Types])
    if (new Set(names).size < names.length) refuse(`${Name} has two members of one name.`);
  if (!definition.BuiltIn) checkName(Name);
  checkDirectives(schema, definition.Directives, Kind, false);
}

function checkEnum(schema: Schema, { Name, EnumValues = [] }: Definition): void {
  if (EnumValues.length === 0) refuse(`ENUM ${Name}: must define one or more unique enum values.`);
  for (const value of EnumValues) {
    if (["true", "false", "null"].includes(value.Name)) refuse(`ENUM ${Name}: non-enum value ${value.Name}.`);
    checkDirectives(schema, value.Directives, "ENUM_VALUE", true);
  }
}

function checkArguments(
  schema: Schema,
  definitions: readonly ArgumentDefinition[] = [],
  directive?: DirectiveDefinition,
): void {
  for (const definition of definitions) {
    checkName(definition.Name);
    if (!isInputType(checkType(schema, definition.Type)))
      refuse(`cannot use a type that is no input as argument ${definition.Name}`);
    checkDirectives(schema, definition.Directives, "ARGUMENT_DEFINITION", true, directive);
  }
}

/** @param isOnePlace whether the list was written at one place; it is of a type and its extensions otherwise */
function checkDirectives(
  schema: Schema,
  directives: readonly Directive[] = [],
  location: string,
  isOnePlace: boolean,
  inside?: DirectiveDefinition,
): void {
  const seen = new Set<string>();
  for (const { Name, Arguments = [] } of directives) {
    checkName(Name);
    if (Name === inside?.Name) refuse(`Directive ${Name} cannot refer to itself.`);
    const definition = schema.directives.get(Name) ?? refuse(`Undefined directive ${Name}.`);
    if (isOnePlace && seen.has(Name) && !definition.IsRepeatable)
      refuse(`The directive ${Name} can only be used once at this location.`);
    seen.add(Name);
    if (!definition.Locations?.includes(location))
      refuse(`Directive ${Name} is not applicable on ${location}.`);
    for (const given of Arguments)
      if (named(definition.Arguments, given.Name) === undefined)
        refuse(`Undefined argument ${given.Name} for directive ${Name}.`);
    for (const wanted of definition.Arguments ?? []) {
      if (!wanted.Type.NonNull || wanted.DefaultValue !== undefined) continue;
      const given = named(Arguments, wanted.Name);
      if (given === undefined || given.Value.Kind === valueKinds.null)
        refuse(`Argument ${wanted.Name} for directive ${Name} cannot be null.`);
    }
  }
}

function checkImplements(schema: Schema, definition: Definition, name: string): void {
  const contract = schema.types.get(name);
  if (contract?.Kind !== "INTERFACE") throw new BuiltinError(`"${name}" is no interface.`);
  const where = `For ${definition.Name} to implement ${name}`;
  for (const wanted of contract.Fields ?? []) {
    const field = named(definition.Fields, wanted.Name);
    if (field === undefined) throw new BuiltinError(`${where} it must have a field called ${wanted.Name}.`);
    if (!isCovariant(schema, wanted.Type, field.Type))
      refuse(`${where} the field ${wanted.Name} has the wrong type.`);
    for (const argument of wanted.Arguments ?? []) {
      const found = named(field.Arguments, argument.Name);
      if (found === undefined || !isCompatible(argument.Type, found.Type))
        refuse(`${where} the field ${wanted.Name} must have the same arguments.`);
    }
    for (const { Name, Type, DefaultValue } of field.Arguments ?? [])
      if (named(wanted.Arguments, Name) === undefined && Type.NonNull && DefaultValue === undefined)
        refuse(`${where} any additional arguments on ${wanted.Name} must be optional.`);
  }
  for (const ancestor of contract.Interfaces ?? [])
    if (!definition.Interfaces?.includes(ancestor))
      refuse(`Type ${definition.Name} must implement ${ancestor} because it is implemented by ${name}.`);
}

function isCovariant(schema: Schema, wanted: TypeReference, actual: TypeReference): boolean {
  if (wanted.NonNull && !actual.NonNull) return false;
  if (wanted.NamedType !== "" || wanted.Elem === undefined) {
    if (wanted.NamedType === actual.NamedType) return true;
    return (schema.possibleTypes.get(wanted.NamedType) ?? []).some((possible) => {
      if (possible === undefined)
        throw new UnsupportedCall("opa has no answer for a union of an undefined type");
      return possible.Name === actual.NamedType;
    });
  }
  return actual.Elem !== undefined && isCovariant(schema, wanted.Elem, actual.Elem);
}

/** Whether what has one type can stand where the other is expected. */
export function isCompatible(type: TypeReference, expected: TypeReference): boolean {
  if (type.NamedType !== expected.NamedType) return false;
  if (type.Elem !== undefined && (expected.Elem === undefined || !isCompatible(type.Elem, expected.Elem)))
    return false;
  return !expected.NonNull || type.NonNull;
}

const maxInputDepth = 1000;

/** An input object that needs itself, through fields that cannot be null, has no value. */
function checkInputCycles({ types }: Schema): void {
  const [open, done] = [new Set<string>(), new Set<string>()];
  const visit = (definition: Definition) => {
    if (open.size > maxInputDepth) throw new UnsupportedCall("input objects are nested too deeply");
    open.add(definition.Name);
    for (const { Type } of definition.Fields ?? []) {
      const held = Type.NonNull && Type.NamedType !== "" ? types.get(Type.NamedType) : undefined;
      if (held?.Kind !== "INPUT_OBJECT") continue;
      if (open.has(held.Name)) refuse(`Cannot reference Input Object "${held.Name}" within itself.`);
      if (!done.has(held.Name)) visit(held);
    }
    open.delete(definition.Name);
    done.add(definition.Name);
  };
  for (const definition of types.values())
    if (definition.Kind === "INPUT_OBJECT" && !done.has(definition.Name)) visit(definition);
}
