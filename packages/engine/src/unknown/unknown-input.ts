import { inputFieldOfPointer } from "../plan/input-path.ts";
import type { Json, JsonObject } from "../values/json.ts";
import { isArray, isObject } from "../values/value.ts";
import { jsonKinds, kindsOf } from "./kinds.ts";
import type { Names } from "./names.ts";
import {
  MaybeAbsent,
  type Origins,
  PartialArray,
  type PartialObject,
  partialOfObject,
  type Term,
  Unknown,
  type UnknownSource,
} from "./term.ts";

/** A field of the input of which nothing is known. */
export interface UnknownField {
  /** As decision logs name what was erased or masked: `/input/user/email`. Indices of arrays are numbers as text. */
  readonly pointer: string;
  /**
   * Whether the field may not have been there. Then the objects around it, as far as they hold nothing else, may not
   * have been there either, and an array around it may have had other elements.
   */
  readonly mayBeAbsent: boolean;
}

/** A place of the input, with what is unknown at it and below. */
export interface Place {
  /** What is unknown as a whole. */
  field?: { readonly source: UnknownSource; mayBeAbsent: boolean };
  readonly inside: Map<string, Place>;
}

/**
 * The input with unknowns in it.
 *
 * @param input as it was recorded; what it has at the fields does not count
 * @param fields pointers that do not begin with `/input` are left out
 */
export function unknownInput(
  input: Json | undefined,
  fields: readonly UnknownField[],
  names: Names,
): Term | MaybeAbsent | undefined {
  return placed(input, placeOf(fields), "/input", names);
}

/** The place of all of the input, with the fields in it. */
export function placeOf(fields: readonly UnknownField[]): Place {
  const root: Place = { inside: new Map() };
  for (const { keys, pointer, mayBeAbsent } of fields.flatMap(readings)) {
    let place = root;
    for (const key of keys) {
      const next = place.inside.get(key) ?? { inside: new Map<string, Place>() };
      place.inside.set(key, next);
      place = next;
    }
    place.field = {
      source: place.field?.source ?? { kind: "input", pointer },
      mayBeAbsent: mayBeAbsent || place.field?.mayBeAbsent === true,
    };
  }
  return root;
}

/** OPA takes the keys of a mask as they are, others take them for a JSON pointer: both are unknown. */
function readings({ pointer, mayBeAbsent }: UnknownField) {
  const [root, first, ...literal] = pointer.split("/");
  if (root !== "" || first !== "input") return [];
  const decoded = inputFieldOfPointer(pointer) ?? literal;
  const alike = decoded.every((key, index) => key === literal[index]);
  return (alike ? [literal] : [literal, decoded]).map((keys) => ({ keys, pointer, mayBeAbsent }));
}

type Placed = Term | MaybeAbsent | undefined;

function placed(value: Json | undefined, place: Place, pointer: string, names: Names): Placed {
  if (place.field !== undefined) {
    const { mayBeAbsent } = place.field;
    return unknownAt(pointer, sourcesIn(place), names, jsonKinds, mayBeAbsent);
  }
  if (place.inside.size === 0) return value;
  if (isArray(value)) return placedInArray(value, place, pointer, names);
  if (isObject(value)) return placedInObject(value as JsonObject, place, pointer, names);
  // There is no place for the field, so this is not what there was.
  return unknownAt(pointer, sourcesIn(place), names, jsonKinds, true);
}

function unknownAt(
  pointer: string,
  origins: Origins,
  names: Names,
  kinds: number,
  mayBeAbsent: boolean,
): Unknown | MaybeAbsent {
  const id = names.numberOf(`input ${pointer}`);
  const unknown = new Unknown(id, origins, kinds, jsonKinds);
  return mayBeAbsent ? new MaybeAbsent(id, origins, unknown) : unknown;
}

function sourcesIn({ field, inside }: Place): Origins {
  const below = [...inside.values()].flatMap(sourcesIn);
  return field === undefined ? below : [field.source, ...below];
}

function placedInArray(values: readonly Json[], place: Place, pointer: string, names: Names): Placed {
  const items: Term[] = [...values];
  for (const [key, inner] of place.inside) {
    const index = /^(?:0|[1-9]\d{0,9})$/.test(key) ? Number(key) : -1;
    const item = index in values ? placed(values[index], inner, `${pointer}/${key}`, names) : undefined;
    // Where elements were taken out, the others have moved.
    if (item === undefined || item instanceof MaybeAbsent)
      return unknownAt(pointer, sourcesIn(place), names, kindsOf("array"), false);
    items[index] = item;
  }
  return new PartialArray(items);
}

function placedInObject(value: JsonObject, place: Place, pointer: string, names: Names): Placed {
  const object = partialOfObject(value);
  let mayBeMade = false;
  for (const [key, inner] of place.inside) {
    const held = Object.hasOwn(value, key) ? value[key] : undefined;
    const put = placed(held, inner, `${pointer}/${key}`, names);
    if (put === undefined) continue;
    object.set(key, put);
    mayBeMade ||= held !== undefined && put instanceof MaybeAbsent;
  }
  if (!mayBeMade || pointer === "/input" || !holdsOnlyMaybe(object)) return object;
  const id = names.numberOf(`input ${pointer}`);
  return new MaybeAbsent(id, sourcesIn(place), object);
}

function holdsOnlyMaybe(object: PartialObject): boolean {
  return object.known().every(([, held]) => held instanceof MaybeAbsent);
}
