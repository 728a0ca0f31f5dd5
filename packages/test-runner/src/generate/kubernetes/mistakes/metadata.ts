import { clusterWide } from "../resources.ts";
import { leavingOut, type Mistake, setting } from "./mistake.ts";

const anywhere: readonly Mistake[] = [
  leavingOut("no name", ["metadata", "name"], ["metadata", "generateName"]),
  setting("a name with a slash", ["metadata", "name"], "a/b"),
  setting("a label's value with a blank", ["metadata", "labels"], { app: "my app" }),
  setting("a label's key with two slashes", ["metadata", "labels"], { "a/b/c": "web" }),
  setting("a label's value that is too long", ["metadata", "labels"], { app: "a".repeat(64) }),
  setting("an annotation without a key", ["metadata", "annotations"], { "": "x" }),
  setting("a number for an annotation", ["metadata", "annotations"], { replicas: 3 }),
  setting("a finalizer without a domain", ["metadata", "finalizers"], ["mine"]),
  setting(
    "an owner without an identity",
    ["metadata", "ownerReferences"],
    [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "" }],
  ),
  setting(
    "two owners that control it",
    ["metadata", "ownerReferences"],
    [
      { apiVersion: "apps/v1", kind: "ReplicaSet", name: "a", uid: "1", controller: true },
      { apiVersion: "apps/v1", kind: "ReplicaSet", name: "b", uid: "2", controller: true },
    ],
  ),
  setting("a field that there is none of", ["metadata", "lables"], { app: "web" }),
  setting("a list for the labels", ["metadata", "labels"], ["app"]),
];

const ofNamespace: readonly Mistake[] = [
  leavingOut("no namespace", ["metadata", "namespace"]),
  setting("a namespace in capitals", ["metadata", "namespace"], "Prod"),
];

/** The names of roles may be almost anything. */
const names: readonly Mistake[] = [
  setting("a name in capitals", ["metadata", "name"], "Web"),
  setting("a name that is too long", ["metadata", "name"], "a".repeat(254)),
];

/** What can be wrong with the metadata of a kind. */
export function metadataMistakes(kind: string): readonly Mistake[] {
  return [
    ...anywhere,
    ...(clusterWide.has(kind) ? [] : ofNamespace),
    ...(kind.includes("Role") ? [] : names),
  ];
}
