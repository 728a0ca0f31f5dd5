// Source: gqlparser v2.5 parser/schema.go.
import type { BuiltinContext } from "../builtin.ts";
import { operations } from "./parse-query.ts";
import { createParser, type Parser, parseDirectives, parseName, parseType, parseValue } from "./parser.ts";
import {
  type ArgumentDefinition,
  type CommentGroup,
  type Definition,
  type DefinitionKind,
  type DirectiveDefinition,
  type EnumValueDefinition,
  type FieldDefinition,
  type OperationTypeDefinition,
  pruned,
  type SchemaDefinition,
  type SchemaDocument,
} from "./syntax-tree.ts";

interface Description {
  readonly text: string;
  readonly comment: CommentGroup | undefined;
}

const kinds: Readonly<Record<string, DefinitionKind>> = {
  scalar: "SCALAR",
  type: "OBJECT",
  interface: "INTERFACE",
  union: "UNION",
  enum: "ENUM",
  input: "INPUT_OBJECT",
};

/** Where directives may stand. */
const locations: ReadonlySet<string> = new Set([
  ...["QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD"],
  ...["INLINE_FRAGMENT", "VARIABLE_DEFINITION", "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION"],
  ...["ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT"],
  "INPUT_FIELD_DEFINITION",
]);

/**
 * Reads the definitions of types, without looking at whether they fit together.
 *
 * @param isBuiltIn whether they are GraphQL's own, whose names may begin with `__`
 * @throws {BuiltinError} when the text is no such document
 * @throws {UnsupportedCall} when it is nested too deeply
 */
export function parseSchema(
  source: string,
  spend: BuiltinContext["spend"],
  isBuiltIn = false,
): SchemaDocument {
  const parser = createParser(source, spend);
  const Schema: SchemaDefinition[] = [];
  const SchemaExtension: SchemaDefinition[] = [];
  const Directives: DirectiveDefinition[] = [];
  const Definitions: Definition[] = [];
  const Extensions: Definition[] = [];
  while (parser.peek().kind !== "<EOF>") {
    const start = parser.peek();
    const described = description(parser);
    const { kind, value } = parser.peek();
    if (kind !== "Name") parser.unexpected();
    if (value === "schema") Schema.push(schemaDefinition(parser, described));
    else if (value === "directive") Directives.push(directiveDefinition(parser, described));
    else if (value === "extend") {
      if (described.text !== "") parser.unexpected(start);
      const comment = parser.expectKeyword("extend");
      if (parser.peek().value === "schema") SchemaExtension.push(schemaExtension(parser, comment));
      else Extensions.push(extension(parser, comment, isBuiltIn));
    } else if (Object.hasOwn(kinds, value)) Definitions.push(definition(parser, described, isBuiltIn));
    else parser.unexpected();
  }
  return pruned<SchemaDocument>({
    Schema,
    SchemaExtension,
    Directives,
    Definitions,
    Extensions,
    Comment: parser.comment(),
  });
}

function description(parser: Parser): Description {
  const { kind, value } = parser.peek();
  if (kind !== "BlockString" && kind !== "String") return { text: "", comment: undefined };
  const comment = parser.comment();
  parser.next();
  return { text: value, comment };
}

function schemaDefinition(parser: Parser, { text, comment }: Description): SchemaDefinition {
  const AfterDescriptionComment = parser.expectKeyword("schema");
  return schemaBody(parser, text, comment, AfterDescriptionComment);
}

function schemaExtension(parser: Parser, comment: CommentGroup | undefined): SchemaDefinition {
  parser.expectKeyword("schema");
  const found = schemaBody(parser, "", undefined, comment);
  if (found.Directives === undefined && found.OperationTypes === undefined) parser.unexpected();
  return found;
}

function schemaBody(
  parser: Parser,
  Description: string,
  BeforeDescriptionComment: CommentGroup | undefined,
  AfterDescriptionComment: CommentGroup | undefined,
): SchemaDefinition {
  const Directives = parseDirectives(parser, true);
  const OperationTypes: OperationTypeDefinition[] = [];
  const EndOfDefinitionComment = parser.some("{", "}", () => {
    const token = parser.peek();
    const Comment = parser.comment();
    if (!operations.has(token.value)) parser.unexpected();
    parser.next();
    parser.expect(":");
    OperationTypes.push(
      pruned<OperationTypeDefinition>({ Operation: token.value, Type: parseName(parser), Comment }),
    );
  });
  return pruned<SchemaDefinition>({
    Description,
    Directives,
    OperationTypes,
    BeforeDescriptionComment,
    AfterDescriptionComment,
    EndOfDefinitionComment,
  });
}

function definition(parser: Parser, { text, comment }: Description, isBuiltIn: boolean): Definition {
  const Kind = kindOf(parser);
  const AfterDescriptionComment = parser.comment();
  parser.next();
  return body(parser, Kind, isBuiltIn, {
    Description: text,
    BeforeDescriptionComment: comment,
    AfterDescriptionComment,
  });
}

function extension(parser: Parser, comment: CommentGroup | undefined, isBuiltIn: boolean): Definition {
  const Kind = kindOf(parser);
  parser.expect("Name");
  const found = body(
    parser,
    Kind,
    isBuiltIn,
    {
      Description: "",
      BeforeDescriptionComment: undefined,
      AfterDescriptionComment: comment,
    },
    true,
  );
  const { Interfaces, Directives, Fields, Types, EnumValues } = found;
  if ([Interfaces, Directives, Fields, Types, EnumValues].every((part) => part === undefined))
    parser.unexpected();
  return found;
}

function kindOf(parser: Parser): DefinitionKind {
  const { value } = parser.peek();
  const kind = Object.hasOwn(kinds, value) ? kinds[value] : undefined;
  return kind ?? parser.unexpected();
}

type Comments = Pick<Definition, "Description"> & {
  readonly BeforeDescriptionComment: CommentGroup | undefined;
  readonly AfterDescriptionComment: CommentGroup | undefined;
};

/** What follows on the keyword, of a definition or an extension. */
function body(
  parser: Parser,
  Kind: DefinitionKind,
  BuiltIn: boolean,
  comments: Comments,
  isExtension = false,
): Definition {
  const Name = parseName(parser);
  // An extension of an interface cannot implement others.
  const mayImplement = Kind === "OBJECT" || (Kind === "INTERFACE" && !isExtension);
  const Interfaces = mayImplement ? interfaces(parser) : [];
  const Directives = parseDirectives(parser, !(isExtension && Kind === "INPUT_OBJECT"));
  const Fields: FieldDefinition[] = [];
  const EnumValues: EnumValueDefinition[] = [];
  const Types = Kind === "UNION" ? unionMembers(parser) : [];
  let EndOfDefinitionComment: CommentGroup | undefined;
  if (Kind === "OBJECT" || Kind === "INTERFACE")
    EndOfDefinitionComment = parser.some("{", "}", () => Fields.push(fieldDefinition(parser)));
  else if (Kind === "INPUT_OBJECT")
    EndOfDefinitionComment = parser.some("{", "}", () => Fields.push(inputValue(parser)));
  else if (Kind === "ENUM")
    EndOfDefinitionComment = parser.some("{", "}", () => EnumValues.push(enumValue(parser)));
  return pruned<Definition>({
    Kind,
    ...comments,
    Name,
    Directives,
    Interfaces,
    Fields,
    Types,
    EnumValues,
    BuiltIn,
    EndOfDefinitionComment,
  });
}

function interfaces(parser: Parser): readonly string[] {
  // Also the text "implements": the parser of OPA looks at the value alone.
  if (parser.peek().value !== "implements") return [];
  parser.next();
  return separated(parser, "&", () => parseName(parser));
}

function unionMembers(parser: Parser): readonly string[] {
  return parser.skip("=") ? separated(parser, "|", () => parseName(parser)) : [];
}

/** One or more, with a mark between, and before the first if one likes. */
function separated(parser: Parser, mark: "&" | "|", read: () => string): readonly string[] {
  parser.skip(mark);
  const found = [read()];
  while (parser.skip(mark)) found.push(read());
  return found;
}

/** The description of a part, and the comments around it. */
function partComments(parser: Parser): Comments {
  const { text, comment } = description(parser);
  parser.peek();
  return {
    Description: text,
    // OPA drops the comments of an empty description.
    BeforeDescriptionComment: text === "" ? undefined : comment,
    AfterDescriptionComment: parser.comment(),
  };
}

function fieldDefinition(parser: Parser): FieldDefinition {
  const comments = partComments(parser);
  const Name = parseName(parser);
  const Arguments = argumentDefinitions(parser);
  parser.expect(":");
  return pruned<FieldDefinition>({
    ...comments,
    Name,
    Arguments,
    DefaultValue: undefined,
    Type: parseType(parser),
    Directives: parseDirectives(parser, true),
  });
}

function argumentDefinitions(parser: Parser): readonly ArgumentDefinition[] {
  const found: ArgumentDefinition[] = [];
  parser.some("(", ")", () => found.push(inputValue(parser)));
  return found;
}

/** A field of an input object, or an argument. */
function inputValue(parser: Parser): ArgumentDefinition {
  const comments = partComments(parser);
  const Name = parseName(parser);
  parser.expect(":");
  return pruned<ArgumentDefinition>({
    ...comments,
    Name,
    Type: parseType(parser),
    DefaultValue: parser.skip("=") ? parseValue(parser, true) : undefined,
    Directives: parseDirectives(parser, true),
  });
}

function enumValue(parser: Parser): EnumValueDefinition {
  const comments = partComments(parser);
  return pruned<EnumValueDefinition>({
    ...comments,
    Name: parseName(parser),
    Directives: parseDirectives(parser, true),
  });
}

function directiveDefinition(parser: Parser, { text, comment }: Description): DirectiveDefinition {
  const AfterDescriptionComment = parser.expectKeyword("directive");
  parser.expect("@");
  const Name = parseName(parser);
  const Arguments = argumentDefinitions(parser);
  const { kind, value } = parser.peek();
  const IsRepeatable = kind === "Name" && value === "repeatable";
  if (IsRepeatable) parser.next();
  parser.expectKeyword("on");
  return pruned<DirectiveDefinition>({
    Description: text,
    Name,
    Arguments,
    Locations: separated(parser, "|", () => location(parser)),
    IsRepeatable,
    BeforeDescriptionComment: comment,
    AfterDescriptionComment,
  });
}

function location(parser: Parser): string {
  const token = parser.expect("Name");
  return locations.has(token.value) ? token.value : parser.unexpected(token);
}
