import type { Json } from "@bylaw/engine";
import type { MaskedField, RecordedEvent } from "../event/recorded-event.ts";
import { isObject } from "../json-value.ts";
import type { Wanted } from "../scan/wanted.ts";

/**
 * Whether all that decides what may have stood at masked fields is told by the wanted places. Where a field may not have
 * been there, that is which members the objects around it have, as one without others may have been made for the field:
 * the scanner tells all that are wanted, and whether there are others, none of which is a field then.
 */
export function isKnownAround(event: RecordedEvent, fields: readonly MaskedField[], root: Wanted): boolean {
  if (fields.length === 0) return true;
  const [wanted] = root.inside;
  if (event.input.kind !== "given" || wanted === undefined) return false;
  const { value } = event.input;
  // OPA and others read a tilde in two ways.
  return fields.every(
    ({ pointer }) => !pointer.includes("~") && isPlaceKnown(value, pointer.split("/").slice(2), wanted),
  );
}

function isPlaceKnown(input: Json, keys: readonly string[], wanted: Wanted): boolean {
  let value = input;
  let place = wanted;
  for (const key of keys) {
    // Events that are alike have the same here: whatever is no object is wanted as it is.
    if (place.whole || !isObject(value)) return true;
    // What is not wanted may be otherwise in an event that is alike.
    const inner = memberOf(place, key);
    if (inner === undefined) return false;
    const inside: Json | undefined = Object.hasOwn(value, key) ? value[key] : undefined;
    if (inside === undefined) return true;
    value = inside;
    place = inner;
  }
  return true;
}

function memberOf(place: Wanted, key: string): Wanted | undefined {
  const bytes = Buffer.from(key, "utf8");
  return place.inside.find((inner) => bytes.equals(inner.key));
}
