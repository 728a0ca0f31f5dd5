import { type Shape, t } from "../schema/index.ts";
import {
  type KindName,
  type KubernetesKinds,
  type KubernetesObject,
  kubernetesKinds,
  kubernetesObject,
} from "./kinds.ts";

/** The object type that a policy's `match` names; any Kubernetes object when it names none. */
export type MatchedObject<Match extends KindName> = [Match] extends [never]
  ? KubernetesObject
  : KubernetesKinds[Match];

/** The shape of the objects of some kinds; of any Kubernetes object when there are none. */
export function shapeOfKinds<Match extends KindName>(match: readonly Match[]): Shape<MatchedObject<Match>> {
  const shapes: readonly Shape<unknown>[] = match.map((name) => kubernetesKinds[name]);
  const [first = kubernetesObject, ...others] = shapes;
  // The union of the shapes that `match` names is what the conditional type says.
  return (others.length === 0 ? first : t.union(first, ...others)) as Shape<MatchedObject<Match>>;
}
