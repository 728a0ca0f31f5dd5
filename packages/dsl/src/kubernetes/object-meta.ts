import { type Shape, type Static, t } from "../schema/index.ts";

const ownerReferenceShape = t.object({
  apiVersion: t.string,
  kind: t.string,
  name: t.string,
  uid: t.string,
  controller: t.opt(t.boolean),
  blockOwnerDeletion: t.opt(t.boolean),
});

/** What owns an object. */
export interface OwnerReference extends Static<typeof ownerReferenceShape> {}
const ownerReference: Shape<OwnerReference> = ownerReferenceShape;

const objectMetaShape = t.object({
  /** Absent while the API server has yet to make one of `generateName`, and in templates. */
  name: t.opt(t.string),
  generateName: t.opt(t.string),
  /** Absent in objects that belong to no namespace, and in templates. */
  namespace: t.opt(t.string),
  labels: t.opt(t.map(t.string)),
  annotations: t.opt(t.map(t.string)),
  uid: t.opt(t.string),
  resourceVersion: t.opt(t.string),
  generation: t.opt(t.number),
  creationTimestamp: t.opt(t.string),
  deletionTimestamp: t.opt(t.string),
  finalizers: t.opt(t.array(t.string)),
  ownerReferences: t.opt(t.array(ownerReference)),
});

/** The metadata of a Kubernetes object. */
export interface ObjectMeta extends Static<typeof objectMetaShape> {}
export const objectMeta: Shape<ObjectMeta> = objectMetaShape;

const labelSelectorShape = t.object({
  matchLabels: t.opt(t.map(t.string)),
  matchExpressions: t.opt(
    t.array(
      t.object({
        key: t.string,
        operator: t.oneOf("In", "NotIn", "Exists", "DoesNotExist"),
        values: t.opt(t.array(t.string)),
      }),
    ),
  ),
});

/** Which objects are meant, by their labels. */
export interface LabelSelector extends Static<typeof labelSelectorShape> {}
export const labelSelector: Shape<LabelSelector> = labelSelectorShape;
