// Source: gqlparser v2.5 validator/core/walk.go. The order of the walk matters: rules see only what it has met.
import type { BuiltinContext } from "../builtin.ts";
import type { Schema } from "./schema.ts";
import {
  type Argument,
  type ArgumentDefinition,
  type Definition,
  type Directive,
  type DirectiveDefinition,
  type Field,
  type FieldDefinition,
  type FragmentDefinition,
  type FragmentSpread,
  type InlineFragment,
  isField,
  isInlineFragment,
  named,
  namedType,
  type OperationDefinition,
  type QueryDocument,
  type Selection,
  type TypeReference,
  type ValueNode,
  type VariableDefinition,
  valueKinds,
} from "./syntax-tree.ts";

/** What the walk has found out about a value: it stays when the value is met again. */
export interface ValueFacts {
  definition?: Definition | undefined;
  expected?: TypeReference | undefined;
  expectedHasDefault: boolean;
  variable?: VariableDefinition | undefined;
}

export interface SelectionFacts<Found> {
  /** What the name stands for. */
  readonly definition: Found | undefined;
  /** The type whose selection this is. */
  readonly parent: Definition | undefined;
}

/** A walk through a query, and what it has found out so far. */
export interface Walk {
  readonly schema: Schema;
  readonly document: QueryDocument;
  readonly spend: NonNullable<BuiltinContext["spend"]>;
  readonly values: ReadonlyMap<ValueNode, ValueFacts>;
  readonly fields: ReadonlyMap<Field, SelectionFacts<FieldDefinition>>;
  readonly spreads: ReadonlyMap<FragmentSpread, SelectionFacts<FragmentDefinition>>;
  readonly inlineParents: ReadonlyMap<InlineFragment, Definition | undefined>;
  readonly usedVariables: ReadonlySet<VariableDefinition>;
  /** The operation that is walked through; undefined in a fragment's own turn. */
  readonly operation: OperationDefinition | undefined;
}

export interface DirectiveUse {
  readonly directive: Directive;
  readonly definition: DirectiveDefinition | undefined;
  readonly location: string;
}

/** What a rule wants to see; each is called after all that is inside has been walked through. */
export interface Visitor {
  readonly operation?: (operation: OperationDefinition) => void;
  readonly fragment?: (fragment: FragmentDefinition) => void;
  readonly field?: (field: Field, facts: SelectionFacts<FieldDefinition>) => void;
  readonly inlineFragment?: (fragment: InlineFragment, parent: Definition | undefined) => void;
  readonly spread?: (spread: FragmentSpread, facts: SelectionFacts<FragmentDefinition>) => void;
  readonly directive?: (use: DirectiveUse) => void;
  readonly directives?: (directives: readonly Directive[]) => void;
  readonly value?: (value: ValueNode, facts: ValueFacts) => void;
  readonly variable?: (definition: VariableDefinition) => void;
}

export type Rule = (walk: Walk) => Visitor;

const typename: FieldDefinition = {
  Description: "",
  Name: "__typename",
  Type: { NamedType: "String", NonNull: false },
};

/** The part of the schema that declares an operation. */
export function rootOf(schema: Schema, { Operation }: OperationDefinition): Definition | undefined {
  return schema.roots.get(Operation === "" ? "query" : Operation);
}

/** Walks through the operations, then the fragments of a document. What the rules throw is thrown. */
export function walkThrough(
  schema: Schema,
  document: QueryDocument,
  rules: readonly Rule[],
  spend: Walk["spend"],
): void {
  const values = new Map<ValueNode, ValueFacts>();
  const fields = new Map<Field, SelectionFacts<FieldDefinition>>();
  const spreads = new Map<FragmentSpread, SelectionFacts<FragmentDefinition>>();
  const inlineParents = new Map<InlineFragment, Definition | undefined>();
  const usedVariables = new Set<VariableDefinition>();
  let current: OperationDefinition | undefined;
  let entered = new Set<string>();
  const walk: Walk = {
    ...{ schema, document, spend, values, fields, spreads, inlineParents, usedVariables },
    get operation() {
      return current;
    },
  };
  const visitors = rules.map((rule) => rule(walk));

  const typeOf = (type: TypeReference) => schema.types.get(namedType(type));
  const factsOf = (value: ValueNode): ValueFacts => {
    const known = values.get(value);
    if (known !== undefined) return known;
    const made: ValueFacts = { expectedHasDefault: value.ExpectedTypeHasDefault };
    values.set(value, made);
    return made;
  };
  /** What a value is expected to be by the argument or field that it is for. */
  const expect = (value: ValueNode, { Type, DefaultValue }: FieldDefinition | ArgumentDefinition) => {
    const facts = factsOf(value);
    facts.expected = Type;
    facts.expectedHasDefault = DefaultValue !== undefined && DefaultValue.Kind !== valueKinds.null;
    facts.definition = typeOf(Type);
  };

  function walkOperation(operation: OperationDefinition): void {
    current = operation;
    const definitions = operation.VariableDefinitions ?? [];
    for (const definition of definitions) {
      if (definition.Used) usedVariables.add(definition);
      for (const visitor of visitors) visitor.variable?.(definition);
      if (definition.DefaultValue === undefined) continue;
      const facts = factsOf(definition.DefaultValue);
      facts.expected = definition.Type;
      facts.definition = typeOf(definition.Type);
    }
    for (const { DefaultValue, Directives } of definitions) {
      if (DefaultValue !== undefined) walkValue(DefaultValue);
      walkDirectives(Directives, "VARIABLE_DEFINITION");
    }
    walkDirectives(operation.Directives, (operation.Operation || "query").toUpperCase());
    walkSelections(rootOf(schema, operation), operation.SelectionSet);
    for (const visitor of visitors) visitor.operation?.(operation);
    current = undefined;
  }

  function walkFragment(fragment: FragmentDefinition): void {
    walkDirectives(fragment.Directives, "FRAGMENT_DEFINITION");
    walkSelections(schema.types.get(fragment.TypeCondition), fragment.SelectionSet);
    for (const visitor of visitors) visitor.fragment?.(fragment);
  }

  function walkDirectives(directives: readonly Directive[] = [], location: string): void {
    for (const directive of directives) {
      const definition = schema.directives.get(directive.Name);
      walkArguments(directive.Arguments, definition?.Arguments);
      for (const visitor of visitors) visitor.directive?.({ directive, definition, location });
    }
    for (const visitor of visitors) visitor.directives?.(directives);
  }

  function walkArguments(
    given: readonly Argument[] = [],
    definitions: readonly ArgumentDefinition[] | undefined,
  ): void {
    for (const { Name, Value } of given) {
      const definition = named(definitions, Name);
      if (definition !== undefined) expect(Value, definition);
      walkValue(Value);
    }
  }

  function walkValue(value: ValueNode): void {
    spend(1);
    const facts = factsOf(value);
    if (value.Kind === valueKinds.variable && current !== undefined) {
      facts.variable = current.VariableDefinitions?.find(({ Variable }) => Variable === value.Raw);
      if (facts.variable !== undefined) usedVariables.add(facts.variable);
    }
    const isList = value.Kind === valueKinds.list;
    if (isList || value.Kind === valueKinds.object)
      for (const child of value.Children ?? []) {
        const definition = isList ? undefined : named(facts.definition?.Fields, child.Name);
        if (definition !== undefined) expect(child.Value, definition);
        if (isList && facts.expected?.Elem !== undefined) {
          const held = factsOf(child.Value);
          held.expected = facts.expected.Elem;
          held.definition = facts.definition;
        }
        walkValue(child.Value);
      }
    for (const visitor of visitors) visitor.value?.(value, facts);
  }

  function walkSelections(parent: Definition | undefined, selections: readonly Selection[] = []): void {
    for (const selection of selections) {
      spend(1);
      if (isField(selection)) walkField(parent, selection);
      else if (isInlineFragment(selection)) walkInlineFragment(parent, selection);
      else walkSpread(parent, selection);
    }
  }

  function walkField(parent: Definition | undefined, field: Field): void {
    const definition = field.Name === "__typename" ? typename : named(parent?.Fields, field.Name);
    const facts = { definition, parent };
    fields.set(field, facts);
    walkArguments(field.Arguments, definition?.Arguments);
    walkDirectives(field.Directives, "FIELD");
    walkSelections(definition === undefined ? undefined : typeOf(definition.Type), field.SelectionSet);
    for (const visitor of visitors) visitor.field?.(field, facts);
  }

  function walkInlineFragment(parent: Definition | undefined, fragment: InlineFragment): void {
    inlineParents.set(fragment, parent);
    walkDirectives(fragment.Directives, "INLINE_FRAGMENT");
    const { TypeCondition } = fragment;
    walkSelections(TypeCondition === "" ? parent : schema.types.get(TypeCondition), fragment.SelectionSet);
    for (const visitor of visitors) visitor.inlineFragment?.(fragment, parent);
  }

  function walkSpread(parent: Definition | undefined, spread: FragmentSpread): void {
    const definition = named(document.Fragments, spread.Name);
    const facts = { definition, parent };
    spreads.set(spread, facts);
    walkDirectives(spread.Directives, "FRAGMENT_SPREAD");
    if (definition !== undefined && !entered.has(definition.Name)) {
      entered.add(definition.Name);
      walkDirectives(definition.Directives, "FRAGMENT_DEFINITION");
      walkSelections(schema.types.get(definition.TypeCondition), definition.SelectionSet);
    }
    for (const visitor of visitors) visitor.spread?.(spread, facts);
  }

  for (const operation of document.Operations ?? []) {
    entered = new Set();
    walkOperation(operation);
  }
  for (const fragment of document.Fragments ?? []) {
    entered = new Set();
    walkFragment(fragment);
  }
}
