import { type Shape, type Static, t } from "../schema/index.ts";

// AdmissionRequest of admission.k8s.io/v1. Required is what the API server always sends and Gatekeeper fills in:
// for an object that was never requested, as in an audit, texts are empty and `userInfo` is `{}`.

const groupVersionKindShape = t.object({ group: t.string, version: t.string, kind: t.string });
const groupVersionResource = t.object({ group: t.string, version: t.string, resource: t.string });

const userInfoShape = t.object({
  username: t.opt(t.string),
  uid: t.opt(t.string),
  groups: t.opt(t.array(t.string)),
  extra: t.opt(t.map(t.array(t.string))),
});

/** Who asks. */
export interface UserInfo extends Static<typeof userInfoShape> {}
const userInfo: Shape<UserInfo> = userInfoShape;

/** What an admission request has beside the objects, as properties for `t.object`. */
export const admissionRequestProperties = {
  uid: t.string,
  kind: groupVersionKindShape,
  resource: groupVersionResource,
  subResource: t.opt(t.string),
  /** The object's name; absent where the API server is to make one. */
  name: t.opt(t.string),
  namespace: t.opt(t.string),
  /** Empty in an audit, where nothing was asked for. */
  operation: t.oneOf("CREATE", "UPDATE", "DELETE", "CONNECT", ""),
  userInfo,
  dryRun: t.opt(t.boolean),
  options: t.opt(t.unknown),
} as const;

const requestShape = t.object(admissionRequestProperties);

/** An admission request without its objects. */
export interface RequestProperties extends Static<typeof requestShape> {}
