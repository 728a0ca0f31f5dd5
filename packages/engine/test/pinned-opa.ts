import { findOpa, type OpaBinary } from "@bylaw/engine";

let found: Promise<OpaBinary> | undefined;

/** The OPA of these tests, found or installed once for all tests of a file. */
export function pinnedOpa(): Promise<OpaBinary> {
  found ??= findOpa();
  return found;
}
