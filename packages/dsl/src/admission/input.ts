import { admissionRequestProperties, type RequestProperties } from "../kubernetes/admission-request.ts";
import { type Shape, t } from "../schema/index.ts";

/** What the API server asks about: an object that is to be created or changed. */
export interface AdmissionRequest<Object> extends RequestProperties {
  readonly object: Object;
  /** What an update replaces. */
  readonly oldObject?: Object;
}

/** An AdmissionReview of `admission.k8s.io/v1`, as the API server posts it to a webhook. */
export interface AdmissionInput<Object> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: AdmissionRequest<Object>;
}

/** The shape of `input` for objects of a shape. */
export function admissionInput<Object>(object: Shape<Object>): Shape<AdmissionInput<Object>> {
  const shape: Shape<unknown> = t.object({
    apiVersion: t.string,
    kind: t.string,
    request: t.object({ ...admissionRequestProperties, object, oldObject: t.opt(object) }),
  });
  // The generic type cannot be worked out from the properties; a test compares the two.
  return shape as Shape<AdmissionInput<Object>>;
}
