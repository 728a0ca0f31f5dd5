import { base64Decode, base64UrlDecode, hexDecode, percentDecode } from "./encoding.ts";
import type { LibraryFunction } from "./function.ts";
import { imageReference } from "./image.ts";
import { globMatches, regexMatches } from "./patterns.ts";
import { quantityAtLeast, quantityAtMost } from "./quantity.ts";
import { isSemver, semverAtLeast, semverBelow } from "./semver.ts";
import { spiffeId } from "./spiffe.ts";
import { isAfter, isBefore, parseTime, secondsBetween } from "./time.ts";

/** The functions of the standard library that become functions of Rego, by their names in @bylaw/dsl. */
export const libraryFunctions: ReadonlyMap<string, LibraryFunction> = new Map(
  [
    base64Decode,
    base64UrlDecode,
    globMatches,
    hexDecode,
    imageReference,
    isAfter,
    isBefore,
    isSemver,
    parseTime,
    percentDecode,
    quantityAtLeast,
    quantityAtMost,
    regexMatches,
    secondsBetween,
    semverAtLeast,
    semverBelow,
    spiffeId,
  ].map((one) => [one.name, one]),
);
