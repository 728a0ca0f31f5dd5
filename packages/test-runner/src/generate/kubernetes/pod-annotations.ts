import type { Json, JsonObject } from "@bylaw/engine";
import { objectOf } from "../../json-value.ts";
import { isGiven } from "./correction.ts";
import { containersOf } from "./security-context.ts";

/** The profile of a container before there was a field for it. */
const appArmor = "container.apparmor.security.beta.kubernetes.io/";

/** What else the API server reads as more than a text: a node's own pod, and JSON. */
const readByServer: ReadonlySet<string> = new Set([
  "kubernetes.io/config.mirror",
  "scheduler.alpha.kubernetes.io/tolerations",
  "controller.kubernetes.io/pod-deletion-cost",
]);

const profile = /^(?:runtime\/default|unconfined|localhost\/[A-Za-z0-9_.-]+)$/;

function isSeccomp(name: string): boolean {
  return (
    name.startsWith("seccomp.security.alpha.kubernetes.io/") ||
    name.startsWith("container.seccomp.security.alpha.kubernetes.io/")
  );
}

/** The metadata of a pod with annotations that its containers bear out: profiles are of containers that are there. */
export function podAnnotations(metadata: JsonObject, spec: JsonObject): JsonObject {
  if (!isGiven(metadata.annotations)) return metadata;
  const names = containersOf(spec).map((one) => String(objectOf(one).name));
  const contexts = [spec, ...containersOf(spec)].map((one) => objectOf(objectOf(one).securityContext));
  const hasField = contexts.some((one) => isGiven(one.appArmorProfile));
  const entries = Object.entries(objectOf(metadata.annotations)).flatMap(
    ([name, value]): readonly (readonly [string, Json])[] => {
      const known = profile.test(String(value)) ? value : "runtime/default";
      if (isSeccomp(name)) return [[name, known]];
      if (!name.startsWith(appArmor)) return readByServer.has(name) ? [] : [[name, value]];
      const container = name.slice(appArmor.length);
      // Field and annotation must say the same.
      return hasField ? [] : [[`${appArmor}${names.includes(container) ? container : names[0]}`, known]];
    },
  );
  return { ...metadata, annotations: Object.fromEntries(entries) };
}
