import { admissionRequestProperties, type RequestProperties } from "../kubernetes/admission-request.ts";
import {
  type KindName,
  type KubernetesKinds,
  type KubernetesObject,
  kubernetesKinds,
  kubernetesObject,
} from "../kubernetes/kinds.ts";
import { type Shape, t } from "../schema/index.ts";

/** The object type that a policy's `match` names; any Kubernetes object when it names none. */
export type MatchedObject<Match extends KindName> = [Match] extends [never]
  ? KubernetesObject
  : KubernetesKinds[Match];

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

/** The shape of the objects of some kinds; of any Kubernetes object when there are none. */
export function shapeOfKinds<Match extends KindName>(match: readonly Match[]): Shape<MatchedObject<Match>> {
  const shapes: readonly Shape<unknown>[] = match.map((name) => kubernetesKinds[name]);
  const [first = kubernetesObject, ...others] = shapes;
  // The union of the shapes that `match` names is what the conditional type says.
  return (others.length === 0 ? first : t.union(first, ...others)) as Shape<MatchedObject<Match>>;
}

/** The shape of `input` for objects and parameters of some shapes. */
export function gatekeeperInput<Object, Parameters>(
  object: Shape<Object>,
  parameters: Shape<Parameters> | undefined,
): Shape<GatekeeperInput<Object, Parameters>> {
  const review = t.object({ ...admissionRequestProperties, object, oldObject: t.opt(object) });
  const shape: Shape<unknown> =
    parameters === undefined ? t.object({ review }) : t.object({ review, parameters });
  return shape as Shape<GatekeeperInput<Object, Parameters>>;
}
