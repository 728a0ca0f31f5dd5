import { admissionRequestProperties, type RequestProperties } from "../kubernetes/admission-request.ts";
import { type Shape, t } from "../schema/index.ts";

/** An admission request as Gatekeeper shows it, or an object that its audit found. */
export interface Review<Object> extends RequestProperties {
  /** For a deletion, what is deleted. */
  readonly object: Object;
  /** What an update replaces. */
  readonly oldObject?: Object;
}

/** What a Gatekeeper policy sees as `input`. */
export type GatekeeperInput<Object, Parameters> = [Parameters] extends [undefined]
  ? { readonly review: Review<Object> }
  : { readonly review: Review<Object>; readonly parameters: Parameters };

/** The shape of `input` for objects and parameters of some shapes. */
export function gatekeeperInput<Object, Parameters>(
  object: Shape<Object>,
  parameters: Shape<Parameters> | undefined,
): Shape<GatekeeperInput<Object, Parameters>> {
  const review = t.object({ ...admissionRequestProperties, object, oldObject: t.opt(object) });
  const shape: Shape<unknown> =
    parameters === undefined ? t.object({ review }) : t.object({ review, parameters });
  // The generic type cannot be worked out from the properties; a test compares the two.
  return shape as Shape<GatekeeperInput<Object, Parameters>>;
}
