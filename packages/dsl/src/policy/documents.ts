import { malformedPaths } from "../schema/check.ts";
import { dataRoot, inputPathText, inputRoot } from "../schema/input-path.ts";
import type { Shape } from "../schema/shape.ts";
import { MalformedRead } from "../view/malformed-read.ts";
import { rootView } from "../view/root-view.ts";
import type { DecideOptions } from "./policy.ts";

/** What the rules of a policy read. */
export interface Documents<Input, Data> {
  readonly shape: Shape<Input>;
  /** Absent when the policy declares no data documents. */
  readonly data: Shape<Data> | undefined;
}

/** The documents of one decision as rules see them. */
export interface Views<Input, Data> {
  readonly input: Input;
  readonly data: Data;
}

/** More malformed paths of one input than anyone reads. */
const mostPaths = 100;
const nanosecondsPerMillisecond = 1_000_000n;

/** Checking views of the documents of one decision. */
export function viewsOf<Input, Data>(
  { shape, data: dataShape }: Documents<Input, Data>,
  input: unknown,
  data: unknown,
): Views<Input, Data> {
  return {
    input: rootView(shape, input, inputRoot),
    // Without a declaration, `Data` is `undefined`.
    data: dataShape === undefined ? (undefined as Data) : rootView(dataShape, data, dataRoot),
  };
}

/** The malformed paths of whole documents, sorted. */
export function malformedDocuments<Input, Data>(
  { shape, data: dataShape }: Documents<Input, Data>,
  input: unknown,
  data: unknown,
): readonly string[] {
  const inInput = malformedPaths(shape.schema, input, mostPaths);
  return dataShape === undefined
    ? inInput
    : [...malformedPaths(dataShape.schema, data, mostPaths, dataRoot), ...inInput];
}

/** The path that a rule could not read; the whole input when it ended for another reason. */
export function unreadable(error: unknown): string {
  return error instanceof MalformedRead ? error.path : inputPathText(inputRoot);
}

/**
 * The time of a decision, in nanoseconds since 1970.
 *
 * @throws TypeError when it is not a valid date
 */
export function instantOf({ now = new Date() }: DecideOptions): bigint {
  if (typeof now === "bigint") return now;
  const milliseconds = now.getTime();
  if (Number.isNaN(milliseconds)) throw new TypeError("now is not a valid date");
  return BigInt(milliseconds) * nanosecondsPerMillisecond;
}
