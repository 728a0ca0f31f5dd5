import type { LibraryFunction } from "./function.ts";
import { imageReference } from "./image.ts";
import { globMatches, regexMatches } from "./patterns.ts";
import { spiffeId } from "./spiffe.ts";

/** The functions of the standard library that become functions of Rego, by their names in @bylaw/dsl. */
export const libraryFunctions: ReadonlyMap<string, LibraryFunction> = new Map(
  [globMatches, imageReference, regexMatches, spiffeId].map((one) => [one.name, one]),
);
