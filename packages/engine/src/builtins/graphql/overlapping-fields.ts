// Source: gqlparser v2.5 validator/rules/overlapping_fields_can_be_merged.go, after the GraphQL specification's
// "Field Selection Merging": two fields of one response name have to ask for the same.

import { compareStrings } from "../../values/order.ts";
import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import type { Schema } from "./schema.ts";
import {
  type Argument,
  type ChildValue,
  type Field,
  type FragmentSpread,
  isField,
  isInlineFragment,
  type Selection,
  type TypeReference,
  type ValueNode,
  valueKinds,
} from "./syntax-tree.ts";
import type { Rule } from "./walk.ts";

/** The fields of a selection by response name, those of inline fragments included, and its spreads. */
interface Collected {
  readonly fields: ReadonlyMap<string, readonly Field[]>;
  /** The same fields, name by name. */
  readonly all: readonly Field[];
  readonly spreads: readonly FragmentSpread[];
}

// Comparisons nested deeper than this are left to opa.
const maxDepth = 250;

export const overlappingFields: Rule = (walk) => {
  /** Pairs of fragments that were compared, with whether they exclude each other; for the whole walk. */
  const comparedPairs = new Map<string, boolean>();
  let comparedFragments = new Set<string>();
  let depth = 0;
  const kept = new Map<readonly Selection[], Collected>();

  function collected(selections: readonly Selection[] = []): Collected {
    const known = kept.get(selections);
    if (known !== undefined) return known;
    const made = collect(selections);
    kept.set(selections, made);
    return made;
  }

  function checkWithin(selections: readonly Selection[] | undefined): void {
    if (selections === undefined || selections.length === 0) return;
    const own = collected(selections);
    const { fields, spreads } = own;
    for (const same of fields.values())
      for (const [index, first] of same.entries())
        for (const second of same.slice(index + 1)) compare(false, first, second);
    comparedFragments = new Set();
    for (const [index, spread] of spreads.entries()) {
      compareWithFragment(false, own, spread);
      for (const other of spreads.slice(index + 1)) compareFragments(false, spread, other);
    }
  }

  function compareWithFragment(exclusive: boolean, own: Collected, spread: FragmentSpread): void {
    walk.spend(1);
    if (comparedFragments.has(spread.Name)) return;
    comparedFragments.add(spread.Name);
    const fragment = walk.spreads.get(spread)?.definition;
    if (fragment === undefined) return;
    const inner = collected(fragment.SelectionSet);
    if (isSame(own.all, inner.all)) return;
    compareBetween(exclusive, own, inner);
    for (const nested of inner.spreads)
      if (nested.Name !== spread.Name) compareWithFragment(exclusive, own, nested);
  }

  function compareFragments(exclusive: boolean, first: FragmentSpread, second: FragmentSpread): void {
    walk.spend(1);
    if (first.Name === second.Name) return;
    const known = comparedPairs.get(pairKey(first, second));
    if (known !== undefined && (exclusive || !known)) return;
    comparedPairs.set(pairKey(first, second), exclusive);
    comparedPairs.set(pairKey(second, first), exclusive);
    const fragments = [walk.spreads.get(first)?.definition, walk.spreads.get(second)?.definition] as const;
    if (fragments[0] === undefined || fragments[1] === undefined) return;
    const [left, right] = [collected(fragments[0].SelectionSet), collected(fragments[1].SelectionSet)];
    compareBetween(exclusive, left, right);
    for (const nested of right.spreads) compareFragments(exclusive, first, nested);
    for (const nested of left.spreads) compareFragments(exclusive, nested, second);
  }

  function compareBetween(exclusive: boolean, left: Collected, right: Collected): void {
    for (const [name, fields] of left.fields)
      for (const first of fields)
        for (const second of right.fields.get(name) ?? []) compare(exclusive, first, second);
  }

  function compare(parentsAreExclusive: boolean, first: Field, second: Field): void {
    walk.spend(1);
    const [left, right] = [walk.fields.get(first), walk.fields.get(second)];
    if (left?.parent === undefined || right?.parent === undefined) return;
    const exclusive =
      parentsAreExclusive ||
      (left.parent.Name !== right.parent.Name &&
        left.parent.Kind === "OBJECT" &&
        right.parent.Kind === "OBJECT" &&
        left.definition !== undefined &&
        right.definition !== undefined);
    if (!exclusive && (first.Name !== second.Name || !sameArguments(first.Arguments, second.Arguments)))
      refuse(first);
    if (left.definition !== undefined && right.definition !== undefined)
      if (typesConflict(walk.schema, left.definition.Type, right.definition.Type)) refuse(first);
    compareSelections(exclusive, first.SelectionSet, second.SelectionSet);
  }

  function compareSelections(
    exclusive: boolean,
    first: readonly Selection[] | undefined,
    second: readonly Selection[] | undefined,
  ): void {
    if (++depth > maxDepth) throw new UnsupportedCall("fields are nested too deeply to be compared");
    const [left, right] = [collected(first), collected(second)];
    compareBetween(exclusive, left, right);
    for (const spread of right.spreads) {
      comparedFragments = new Set();
      compareWithFragment(exclusive, left, spread);
    }
    for (const spread of left.spreads) {
      comparedFragments = new Set();
      compareWithFragment(exclusive, right, spread);
    }
    for (const one of left.spreads)
      for (const other of right.spreads) compareFragments(exclusive, one, other);
    depth--;
  }

  const check = ({ SelectionSet }: { readonly SelectionSet?: readonly Selection[] }) =>
    checkWithin(SelectionSet);
  return {
    operation: check,
    inlineFragment: check,
    fragment: check,
    field: (field) => {
      // In a fragment's own turn its fields were compared with the operation's already.
      if (walk.operation !== undefined) checkWithin(field.SelectionSet);
    },
  };
};

function refuse(field: Field): never {
  throw new BuiltinError(`Fields "${field.Alias || field.Name}" conflict.`);
}

function collect(selections: readonly Selection[]): Collected {
  const fields = new Map<string, Field[]>();
  const spreads: FragmentSpread[] = [];
  const add = (selection: Selection) => {
    if (isField(selection)) {
      const name = selection.Alias || selection.Name;
      const held = fields.get(name);
      if (held === undefined) fields.set(name, [selection]);
      else held.push(selection);
    } else if (isInlineFragment(selection)) selection.SelectionSet?.forEach(add);
    else spreads.push(selection);
  };
  selections.forEach(add);
  return { fields, all: [...fields.values()].flat(), spreads };
}

/** Whether both are the same fields of the text, and not only like each other. */
function isSame(left: readonly Field[], right: readonly Field[]): boolean {
  return left.length === right.length && left.every((field, index) => field === right[index]);
}

function pairKey(first: FragmentSpread, second: FragmentSpread): string {
  return `${first.Name} ${second.Name}`;
}

function sameArguments(left: readonly Argument[] = [], right: readonly Argument[] = []): boolean {
  return (
    left.length === right.length &&
    left.every(({ Name, Value }) =>
      right.some((other) => other.Name === Name && sameValue(Value, other.Value)),
    )
  );
}

function sameValue(left: ValueNode, right: ValueNode): boolean {
  const [ours, theirs] = [ordered(left), ordered(right)];
  return (
    left.Kind === right.Kind &&
    left.Raw === right.Raw &&
    ours.length === theirs.length &&
    ours.every(({ Name, Value }, index) => {
      const other = theirs[index];
      return other !== undefined && other.Name === Name && sameValue(Value, other.Value);
    })
  );
}

/** The order of an object's fields says nothing. */
function ordered({ Kind, Children = [] }: ValueNode): readonly ChildValue[] {
  if (Kind !== valueKinds.object) return Children;
  return Children.toSorted((left, right) => compareStrings(left.Name, right.Name));
}

function typesConflict(schema: Schema, left: TypeReference, right: TypeReference): boolean {
  if (left.Elem !== undefined && right.Elem !== undefined)
    return typesConflict(schema, left.Elem, right.Elem);
  if (left.Elem !== undefined || right.Elem !== undefined || left.NonNull !== right.NonNull) return true;
  const [first, second] = [schema.types.get(left.NamedType), schema.types.get(right.NamedType)];
  const isLeaf = (kind: string | undefined) => kind === "SCALAR" || kind === "ENUM";
  return isLeaf(first?.Kind) && isLeaf(second?.Kind) && first?.Name !== second?.Name;
}
