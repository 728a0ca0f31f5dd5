// Source: gqlparser v2.5 validator/rules/: values_of_correct_type.go, variables_in_allowed_position.go,
// no_undefined_variables.go, unique_input_field_names.go.
import { BuiltinError } from "../builtin.ts";
import { isCompatible } from "./schema.ts";
import { type Definition, named, type ValueNode, valueKinds } from "./syntax-tree.ts";
import type { Rule, ValueFacts, Walk } from "./walk.ts";

function refuse(why: string): never {
  throw new BuiltinError(why);
}

const ownScalars: ReadonlySet<string> = new Set(["Int", "Float", "String", "Boolean", "ID"]);
/** The scalars that a literal of a kind may stand for. */
const scalarsOf: ReadonlyMap<number, readonly string[]> = new Map([
  [valueKinds.int, ["Int", "Float", "ID"]],
  [valueKinds.float, ["Float"]],
  [valueKinds.string, ["String", "ID"]],
  [valueKinds.block, ["String", "ID"]],
  [valueKinds.boolean, ["Boolean"]],
]);

const valuesOfCorrectType: Rule = (walk) => ({
  value: (value, { definition, expected }) => {
    if (definition === undefined || expected === undefined) return;
    const isNull = value.Kind === valueKinds.null;
    if (isNull && expected.NonNull) refuse("Expected a value, found null.");
    // Scalars of the schema take anything.
    if (definition.Kind === "SCALAR" && !ownScalars.has(definition.Name)) return;
    if (hasNumberTooLarge(walk, value)) refuse("A number is too large.");
    const scalars = scalarsOf.get(value.Kind);
    const fits =
      scalars === undefined
        ? value.Kind !== valueKinds.list || expected.Elem !== undefined
        : scalars.includes(definition.Name) && definition.Kind !== "ENUM";
    if (!fits) refuse(`Expected value of type "${definition.Name}".`);
    if (value.Kind === valueKinds.enum)
      if (definition.Kind !== "ENUM" || named(definition.EnumValues, value.Raw) === undefined)
        refuse(`Value "${value.Raw}" does not exist in "${definition.Name}" enum.`);
    if (value.Kind === valueKinds.object) checkObject(value, definition);
  },
});

/** Integers have 64 bits, all else a double; the values of variables are those they have by default. */
function hasNumberTooLarge(walk: Walk, value: ValueNode): boolean {
  walk.spend(1);
  switch (value.Kind) {
    case valueKinds.int:
      return BigInt.asIntN(64, BigInt(value.Raw)) !== BigInt(value.Raw);
    case valueKinds.float:
      return !Number.isFinite(Number(value.Raw));
    case valueKinds.list:
    case valueKinds.object:
      return (value.Children ?? []).some((child) => hasNumberTooLarge(walk, child.Value));
    case valueKinds.variable: {
      const byDefault = walk.values.get(value)?.variable?.DefaultValue;
      return byDefault !== undefined && hasNumberTooLarge(walk, byDefault);
    }
    default:
      return false;
  }
}

function checkObject({ Children = [] }: ValueNode, { Name, Fields, Directives }: Definition): void {
  for (const field of Fields ?? [])
    if (field.Type.NonNull && field.DefaultValue === undefined && named(Children, field.Name) === undefined)
      refuse(`Field "${Name}.${field.Name}" was not provided.`);
  if (named(Directives, "oneOf") !== undefined)
    if (Children.length !== 1 || Children[0]?.Value.Kind === valueKinds.null)
      refuse(`OneOf Input Object "${Name}" must specify exactly one key.`);
  for (const child of Children)
    if (named(Fields, child.Name) === undefined)
      refuse(`Field "${child.Name}" is not defined by type "${Name}".`);
}

const variablesInAllowedPosition: Rule = (walk) => ({
  value: (value, facts) => {
    if (value.Kind === valueKinds.variable && walk.operation !== undefined) checkVariable(facts);
    if (value.Kind !== valueKinds.object || named(facts.definition?.Directives, "oneOf") === undefined)
      return;
    for (const { Value } of value.Children ?? []) {
      const variable = Value.Kind === valueKinds.variable ? walk.values.get(Value)?.variable : undefined;
      if (variable !== undefined && !variable.Type.NonNull)
        refuse(`Variable "$${variable.Variable}" must be non-nullable to be used for OneOf Input Object.`);
    }
  },
});

function checkVariable({ variable, expected, expectedHasDefault }: ValueFacts): void {
  if (variable === undefined || expected === undefined) return;
  const { DefaultValue } = variable;
  const mayBeNull =
    expectedHasDefault || (DefaultValue !== undefined && DefaultValue.Kind !== valueKinds.null);
  if (!isCompatible(variable.Type, mayBeNull ? { ...expected, NonNull: false } : expected))
    refuse(`Variable "$${variable.Variable}" is used in a position that expects another type.`);
}

const noUndefinedVariables: Rule = (walk) => ({
  value: ({ Kind, Raw }, { variable }) => {
    if (Kind === valueKinds.variable && walk.operation !== undefined && variable === undefined)
      refuse(`Variable "$${Raw}" is not defined.`);
  },
});

const uniqueInputFields: Rule = () => ({
  value: ({ Kind, Children = [] }) => {
    if (Kind === valueKinds.object && new Set(Children.map(({ Name }) => Name)).size < Children.length)
      refuse("There can be only one input field of each name.");
  },
});

export const rulesOfValues: readonly Rule[] = [
  valuesOfCorrectType,
  variablesInAllowedPosition,
  noUndefinedVariables,
  uniqueInputFields,
];
