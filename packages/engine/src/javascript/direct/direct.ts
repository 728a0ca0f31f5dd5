import type { Value } from "../../values/value.ts";

type Slot = Value | undefined;

/** A builtin as generated code calls it. */
export type DirectCall = (...args: readonly Slot[]) => Slot;

/**
 * The quick way of a builtin for the operands that it mostly gets. All else, and every error, is left to the builtin
 * itself, which takes its operands as a list.
 */
export type Direct = (general: (args: readonly Slot[]) => Slot) => DirectCall;
