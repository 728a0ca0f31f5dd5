// Source: gqlparser v2.5 validator/rules/, all but those on values and on fields that overlap.
import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import { isInputType } from "./schema.ts";
import {
  type Argument,
  type ArgumentDefinition,
  type Definition,
  type FragmentDefinition,
  type FragmentSpread,
  isField,
  isInlineFragment,
  named,
  namedType,
  type Selection,
} from "./syntax-tree.ts";
import { type Rule, rootOf, type Walk } from "./walk.ts";

function refuse(why: string): never {
  throw new BuiltinError(why);
}

function isComposite({ Kind }: Definition): boolean {
  return Kind === "OBJECT" || Kind === "INTERFACE" || Kind === "UNION";
}

function checkUnique(names: readonly string[], what: string): void {
  if (new Set(names).size < names.length) refuse(`There can be only one ${what} of each name.`);
}

const fieldsOnCorrectType: Rule = () => ({
  field: ({ Name }, { definition, parent }) => {
    if (parent !== undefined && definition === undefined)
      refuse(`Cannot query field "${Name}" on type "${parent.Name}".`);
  },
});

const scalarLeafs: Rule = ({ schema }) => ({
  field: ({ Name, SelectionSet = [] }, { definition }) => {
    const type = definition === undefined ? undefined : schema.types.get(namedType(definition.Type));
    if (type === undefined) return;
    const isLeaf = type.Kind === "ENUM" || type.Kind === "SCALAR";
    if (isLeaf && SelectionSet.length > 0) refuse(`Field "${Name}" must not have a selection.`);
    if (!isLeaf && SelectionSet.length === 0) refuse(`Field "${Name}" must have a selection of subfields.`);
  },
});

function checkArguments(
  where: string,
  given: readonly Argument[] = [],
  definitions: readonly ArgumentDefinition[] | undefined,
): void {
  for (const { Name } of given)
    if (named(definitions, Name) === undefined) refuse(`Unknown argument "${Name}" on ${where}.`);
  for (const { Name, Type, DefaultValue } of definitions ?? [])
    if (Type.NonNull && DefaultValue === undefined && named(given, Name) === undefined)
      refuse(`${where} argument "${Name}" is required, but it was not provided.`);
}

const knownAndRequiredArguments: Rule = () => ({
  field: ({ Name, Arguments }, { definition, parent }) => {
    if (definition === undefined) return;
    // The type of `__typename` may be unknown: then its arguments are not looked at.
    const known = parent === undefined ? [] : Arguments;
    checkArguments(`Field "${Name}"`, known, definition.Arguments);
  },
  directive: ({ directive, definition }) => {
    if (definition !== undefined)
      checkArguments(`Directive "@${directive.Name}"`, directive.Arguments, definition.Arguments);
  },
});

const uniqueArguments: Rule = () => ({
  field: ({ Arguments = [] }) => checkUnique(namesOf(Arguments), "argument"),
  directive: ({ directive: { Arguments = [] } }) => checkUnique(namesOf(Arguments), "argument"),
});

function namesOf(nodes: readonly { readonly Name: string }[]): readonly string[] {
  return nodes.map(({ Name }) => Name);
}

const knownDirectives: Rule = () => ({
  directive: ({ directive, definition, location }) => {
    if (definition?.Locations?.includes(location)) return;
    refuse(`Unknown directive "@${directive.Name}", or it may not be used on ${location}.`);
  },
});

/** For queries that were not read from text: OPA crashes where it has no place to name. */
export const noMisplacedDirectives: Rule = () => ({
  directive: ({ definition, location }) => {
    if (definition !== undefined && !definition.Locations?.includes(location))
      throw new UnsupportedCall("opa has no answer for an object with a directive where it may not be");
  },
});

const uniqueDirectives: Rule = ({ schema }) => ({
  directives: (directives) => {
    const single = directives.filter(({ Name }) => schema.directives.get(Name)?.IsRepeatable !== true);
    checkUnique(namesOf(single), "directive");
  },
});

const knownTypeNames: Rule = ({ schema }) => ({
  variable: ({ Type }) => {
    if (!schema.types.has(namedType(Type))) refuse(`Unknown type "${namedType(Type)}".`);
  },
  inlineFragment: ({ TypeCondition }) => {
    if (TypeCondition !== "" && !schema.types.has(TypeCondition)) refuse(`Unknown type "${TypeCondition}".`);
  },
  fragment: ({ TypeCondition }) => {
    if (!schema.types.has(TypeCondition)) refuse(`Unknown type "${TypeCondition}".`);
  },
});

const fragmentsOnCompositeTypes: Rule = ({ schema }) => {
  const check = ({ TypeCondition }: { readonly TypeCondition: string }) => {
    const type = schema.types.get(TypeCondition);
    if (type !== undefined && TypeCondition !== "" && !isComposite(type))
      refuse(`Fragment cannot condition on non composite type "${TypeCondition}".`);
  };
  return { inlineFragment: check, fragment: check };
};

const knownFragments: Rule = () => ({
  spread: ({ Name }, { definition }) => {
    if (definition === undefined) refuse(`Unknown fragment "${Name}".`);
  },
});

const possibleFragmentSpreads: Rule = ({ schema }) => {
  const check = (parent: Definition | undefined, condition: string) => {
    const type = schema.types.get(condition);
    if (parent === undefined || !isComposite(parent) || type === undefined || !isComposite(type)) return;
    const possible = (name: string) => (schema.possibleTypes.get(name) ?? []).map((held) => held?.Name);
    const parents = new Set(parent.Kind === "OBJECT" ? [parent.Name] : possible(parent.Name));
    if (!possible(condition).some((name) => parents.has(name)))
      refuse(`Objects of type "${parent.Name}" can never be of type "${condition}".`);
  };
  return {
    inlineFragment: ({ TypeCondition }, parent) => check(parent, TypeCondition),
    spread: (_, { definition, parent }) => {
      if (definition !== undefined) check(parent, definition.TypeCondition);
    },
  };
};

/** Spreads count until the first fragment had its own turn, those inside of it included. */
const usedFragments: Rule = () => {
  const used = new Set<string>();
  let counts = true;
  return {
    spread: ({ Name }) => {
      if (counts) used.add(Name);
    },
    fragment: ({ Name }) => {
      counts = false;
      if (!used.has(Name)) refuse(`Fragment "${Name}" is never used.`);
    },
  };
};

const noFragmentCycles: Rule = ({ document, spend }) => {
  const visited = new Set<string>();
  const open = new Set<string>();
  const visit = (fragment: FragmentDefinition) => {
    if (visited.has(fragment.Name)) return;
    if (open.size > maxFragmentDepth) throw new UnsupportedCall("fragments are nested too deeply");
    visited.add(fragment.Name);
    open.add(fragment.Name);
    for (const { Name } of spreadsIn(fragment.SelectionSet)) {
      spend(1);
      if (open.has(Name)) refuse(`Cannot spread fragment "${Name}" within itself.`);
      const inner = named(document.Fragments, Name);
      if (inner !== undefined) visit(inner);
    }
    open.delete(fragment.Name);
  };
  return { fragment: visit };
};

const maxFragmentDepth = 500;

function spreadsIn(selections: readonly Selection[] = []): readonly FragmentSpread[] {
  return selections.flatMap((selection) =>
    isField(selection) || isInlineFragment(selection) ? spreadsIn(selection.SelectionSet) : [selection],
  );
}

const uniqueFragmentNames: Rule = ({ document }) => ({
  fragment: () => checkUnique(namesOf(document.Fragments ?? []), "fragment"),
});

const listFields: ReadonlySet<string> = new Set(["fields", "interfaces", "possibleTypes", "inputFields"]);
const maxListsDepth = 3;

const maxIntrospectionDepth: Rule = (walk) => ({
  field: (field) => {
    if (field.Name !== "__schema" && field.Name !== "__type") return;
    if (isTooDeep(walk, [field], new Set(), 0)) refuse("Maximum introspection depth exceeded");
  },
});

function isTooDeep(
  walk: Walk,
  selections: readonly Selection[],
  inside: Set<string>,
  depth: number,
): boolean {
  return selections.some((selection) => {
    walk.spend(1);
    if (isField(selection)) {
      const deeper = depth + (listFields.has(selection.Name) ? 1 : 0);
      return deeper >= maxListsDepth || isTooDeep(walk, selection.SelectionSet ?? [], inside, deeper);
    }
    if (isInlineFragment(selection)) return isTooDeep(walk, selection.SelectionSet ?? [], inside, depth);
    const fragment = walk.spreads.get(selection)?.definition;
    if (fragment === undefined || inside.has(selection.Name)) return false;
    inside.add(selection.Name);
    const found = isTooDeep(walk, fragment.SelectionSet ?? [], inside, depth);
    inside.delete(selection.Name);
    return found;
  });
}

const operationRules: Rule = ({ schema, document, usedVariables }) => ({
  operation: (operation) => {
    const { VariableDefinitions = [], Name } = operation;
    if (rootOf(schema, operation) === undefined)
      refuse(`Schema does not support operation type "${operation.Operation}"`);
    const operations = document.Operations ?? [];
    if (Name === "" && operations.length > 1)
      refuse("This anonymous operation must be the only defined operation.");
    checkUnique(namesOf(operations), "operation");
    checkUnique(
      VariableDefinitions.map(({ Variable }) => Variable),
      "variable",
    );
    for (const definition of VariableDefinitions) {
      const { Variable, Type } = definition;
      if (!usedVariables.has(definition)) refuse(`Variable "$${Variable}" is never used.`);
      const type = schema.types.get(namedType(Type));
      if (type !== undefined && !isInputType(type))
        refuse(`Variable "$${Variable}" cannot be non-input type.`);
    }
  },
});

const singleFieldSubscriptions: Rule = (walk) => ({
  operation: ({ Operation, SelectionSet }) => {
    if (Operation !== "subscription" || !walk.schema.roots.has("subscription")) return;
    const names = new Set(topFields(walk, SelectionSet, new Set()));
    if (names.size > 1) refuse("A subscription must select only one top level field.");
    for (const name of names)
      if (name.startsWith("__")) refuse("A subscription must not select an introspection top level field.");
  },
});

function topFields(
  walk: Walk,
  selections: readonly Selection[] = [],
  inside: Set<string>,
): readonly string[] {
  const found: string[] = [];
  for (const selection of selections) {
    walk.spend(1);
    if (isField(selection)) found.push(selection.Name);
    else if (isInlineFragment(selection)) found.push(...topFields(walk, selection.SelectionSet, inside));
    else {
      const fragment = walk.spreads.get(selection)?.definition;
      // OPA stops here; that the fragment is unknown is an error of its own.
      if (fragment === undefined) return found;
      if (inside.has(fragment.Name)) continue;
      inside.add(fragment.Name);
      found.push(...topFields(walk, fragment.SelectionSet, inside));
    }
  }
  return found;
}

export const rulesOfStructure: readonly Rule[] = [
  ...[fieldsOnCorrectType, scalarLeafs, knownAndRequiredArguments, uniqueArguments],
  ...[knownDirectives, uniqueDirectives, knownTypeNames, fragmentsOnCompositeTypes],
  ...[knownFragments, possibleFragmentSpreads, usedFragments, noFragmentCycles, uniqueFragmentNames],
  ...[maxIntrospectionDepth, operationRules, singleFieldSubscriptions],
];
