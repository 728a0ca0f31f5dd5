import type { Json, JsonObject } from "@bylaw/engine";
import { type Path, withoutValueAt, withValueAt } from "@bylaw/search";
import { objectOf } from "../../../json-value.ts";

/** Something that the API server refuses an object for. */
export interface Mistake {
  /** What is wrong, in words. */
  readonly name: string;
  /** The same object, which the API server takes but for this. */
  readonly make: (object: JsonObject) => JsonObject;
}

/** A value that is not right at its place. */
export function setting(name: string, path: Path, value: Json): Mistake {
  return { name, make: (object) => objectOf(withValueAt(object, path, value)) };
}

/** Something that must be there, and is not: at none of some paths. */
export function leavingOut(name: string, ...paths: readonly Path[]): Mistake {
  return {
    name,
    make: (object) => paths.reduce((current, path) => objectOf(withoutValueAt(current, path)), object),
  };
}

/** Members of the part at a path that do not go together. */
export function saying(name: string, path: Path, members: JsonObject): Mistake {
  return {
    name,
    make: (object) =>
      Object.entries(members).reduce(
        (current, [key, value]) => objectOf(withValueAt(current, [...path, key], value)),
        object,
      ),
  };
}
