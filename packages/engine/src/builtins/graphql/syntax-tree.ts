// Source: gqlparser v2.5 ast/. The nodes are named and cut down as OPA returns them: without positions, and
// without what is null or empty, so that a document is its own answer.

export interface CommentGroup {
  readonly List: readonly { readonly Value: string }[];
}

interface Commented {
  readonly Comment?: CommentGroup;
}

interface Described {
  readonly BeforeDescriptionComment?: CommentGroup;
  readonly AfterDescriptionComment?: CommentGroup;
  readonly Description: string;
}

export interface TypeReference {
  /** Empty for a list. */
  readonly NamedType: string;
  readonly Elem?: TypeReference;
  readonly NonNull: boolean;
}

export const valueKinds = {
  variable: 0,
  int: 1,
  float: 2,
  string: 3,
  block: 4,
  boolean: 5,
  null: 6,
  enum: 7,
  list: 8,
  object: 9,
} as const;

export interface ValueNode extends Commented {
  readonly Raw: string;
  readonly Children?: readonly ChildValue[];
  readonly Kind: number;
  readonly ExpectedTypeHasDefault: boolean;
}

export interface ChildValue extends Commented {
  readonly Name: string;
  readonly Value: ValueNode;
}

export interface Argument extends Commented {
  readonly Name: string;
  readonly Value: ValueNode;
}

export interface Directive {
  readonly Name: string;
  readonly Arguments?: readonly Argument[];
  readonly Location: string;
}

export interface VariableDefinition extends Commented {
  readonly Variable: string;
  readonly Type: TypeReference;
  readonly DefaultValue?: ValueNode;
  readonly Directives?: readonly Directive[];
  readonly Used: boolean;
}

export interface Field extends Commented {
  readonly Alias: string;
  readonly Name: string;
  readonly Arguments?: readonly Argument[];
  readonly Directives?: readonly Directive[];
  readonly SelectionSet?: readonly Selection[];
}

export interface InlineFragment extends Commented {
  readonly TypeCondition: string;
  readonly Directives?: readonly Directive[];
  readonly SelectionSet?: readonly Selection[];
}

export interface FragmentSpread extends Commented {
  readonly Name: string;
  readonly Directives?: readonly Directive[];
}

/** Told apart by the members that a kind has alone: `Alias`, `TypeCondition`, or neither. */
export type Selection = Field | InlineFragment | FragmentSpread;

export function isField(selection: Selection): selection is Field {
  return "Alias" in selection;
}

export function isInlineFragment(selection: Selection): selection is InlineFragment {
  return "TypeCondition" in selection;
}

export interface OperationDefinition extends Commented {
  /** `query`, `mutation` or `subscription`; empty in objects that leave it out, which means a query. */
  readonly Operation: string;
  readonly Name: string;
  readonly VariableDefinitions?: readonly VariableDefinition[];
  readonly Directives?: readonly Directive[];
  readonly SelectionSet?: readonly Selection[];
}

export interface FragmentDefinition extends Commented {
  readonly Name: string;
  readonly VariableDefinition?: readonly VariableDefinition[];
  readonly TypeCondition: string;
  readonly Directives?: readonly Directive[];
  readonly SelectionSet?: readonly Selection[];
}

export interface QueryDocument {
  readonly Operations?: readonly OperationDefinition[];
  readonly Fragments?: readonly FragmentDefinition[];
}

export interface OperationTypeDefinition extends Commented {
  readonly Operation: string;
  readonly Type: string;
}

export interface SchemaDefinition extends Described {
  readonly EndOfDefinitionComment?: CommentGroup;
  readonly Directives?: readonly Directive[];
  readonly OperationTypes?: readonly OperationTypeDefinition[];
}

export interface ArgumentDefinition extends Described {
  readonly Directives?: readonly Directive[];
  readonly Name: string;
  readonly DefaultValue?: ValueNode;
  readonly Type: TypeReference;
}

export interface FieldDefinition extends Described {
  readonly Directives?: readonly Directive[];
  readonly Name: string;
  readonly Arguments?: readonly ArgumentDefinition[];
  readonly DefaultValue?: ValueNode;
  readonly Type: TypeReference;
}

export interface EnumValueDefinition extends Described {
  readonly Directives?: readonly Directive[];
  readonly Name: string;
}

export const definitionKinds = ["SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT"] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

/** A type, or an extension of one. */
export interface Definition extends Described {
  readonly EndOfDefinitionComment?: CommentGroup;
  readonly Directives?: readonly Directive[];
  readonly Kind: DefinitionKind;
  readonly Name: string;
  readonly Interfaces?: readonly string[];
  readonly Fields?: readonly FieldDefinition[];
  readonly Types?: readonly string[];
  readonly EnumValues?: readonly EnumValueDefinition[];
  readonly BuiltIn: boolean;
}

export interface DirectiveDefinition extends Described {
  readonly Name: string;
  readonly Arguments?: readonly ArgumentDefinition[];
  readonly Locations?: readonly string[];
  readonly IsRepeatable: boolean;
}

export interface SchemaDocument {
  readonly Schema?: readonly SchemaDefinition[];
  readonly SchemaExtension?: readonly SchemaDefinition[];
  readonly Directives?: readonly DirectiveDefinition[];
  readonly Definitions?: readonly Definition[];
  readonly Extensions?: readonly Definition[];
  readonly Comment?: CommentGroup;
}

/** The node without what is undefined or an empty list. */
export function pruned<Node extends object>(
  draft: { readonly [Key in keyof Node]-?: Node[Key] | undefined },
): Node {
  return Object.fromEntries(
    Object.entries(draft).filter(
      ([, held]) => held !== undefined && !(Array.isArray(held) && held.length === 0),
    ),
  ) as Node;
}

export function named<Node extends { readonly Name: string }>(
  nodes: readonly Node[] | undefined,
  name: string,
): Node | undefined {
  return nodes?.find((node) => node.Name === name);
}

/** The name of the type inside of all lists. */
export function namedType(type: TypeReference): string {
  return type.Elem === undefined || type.NamedType !== "" ? type.NamedType : namedType(type.Elem);
}
