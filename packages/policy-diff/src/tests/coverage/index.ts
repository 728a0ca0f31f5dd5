import { readBylawJson } from "./bylaw-json.ts";
import type { ReadCoverage } from "./covered-rules.ts";
import { readLcov } from "./lcov.ts";

/** The formats of coverage that are read, told apart by their text. */
export const coverageFormats: readonly ReadCoverage[] = [readLcov, readBylawJson];
