import { conditionRows } from "./mismatch-rows/conditions.ts";
import { listAndObjectRows } from "./mismatch-rows/lists-and-objects.ts";
import { numberAndTextRows } from "./mismatch-rows/numbers-and-texts.ts";
import type { Row } from "./mismatch-rows/row.ts";

/** All differences between TypeScript and Rego that we know of, in the order of the table. */
export const rows: readonly Row[] = [...conditionRows, ...listAndObjectRows, ...numberAndTextRows];
