import type { Json, JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import { container, type Role } from "./container.ts";
import { type Correction, corrected, isGiven, list, object, oneOf, whole, without } from "./correction.ts";
import { labels } from "./metadata.ts";
import { address, asLabelValue, asQualifiedName, dnsLabel, dnsName, named } from "./names.ts";
import { containersOf, podSecurityContext, podSecurityOf } from "./security-context.ts";
import { volumes } from "./volume.ts";

const toleration: Correction = (value) => {
  const given = objectOf(value);
  const key = isGiven(given.key) && given.key !== "" ? asQualifiedName(given.key, "node") : "";
  const operator = key === "" || given.operator === "Exists" ? "Exists" : "Equal";
  return {
    ...corrected(given, { effect: oneOf("NoSchedule", "NoExecute", "PreferNoSchedule", "") }),
    ...(key === "" ? {} : { key }),
    operator,
    ...(isGiven(given.value) ? { value: operator === "Exists" ? "" : asLabelValue(given.value) } : {}),
  };
};

const members = {
  serviceAccountName: dnsName("default"),
  hostname: dnsLabel("web"),
  hostAliases: list(object({ ip: address, hostnames: list(dnsName("web")) })),
  imagePullSecrets: list(named(object({ name: dnsName("registry") }))),
  nodeName: dnsName("node-1"),
  nodeSelector: labels,
  os: object({ name: oneOf("linux", "windows") }),
  priorityClassName: dnsName("batch"),
  runtimeClassName: dnsName("runc"),
  schedulerName: dnsName("default-scheduler"),
  terminationGracePeriodSeconds: whole(1, 3_600),
  tolerations: list(toleration),
};

/** What a pod of Windows has none of. */
const ofLinux = ["hostUsers", "hostPID", "hostIPC", "shareProcessNamespace"] as const;

/**
 * What a pod runs, as the API server takes it.
 *
 * @param restartPolicies what may be said of restarts; the first where another is said
 */
export function podSpec(spec: JsonObject, restartPolicies: readonly [string, ...string[]]): JsonObject {
  const security = podSecurityOf(spec);
  const given = security.os === "windows" || security.isHostProcess ? without(spec, ...ofLinux) : spec;
  const pod = { ...security, taken: new Set<string>(), hostPorts: new Set<string>() };
  const of = (role: Role, list: Json | undefined) =>
    listOf(list).map((one, index) => container(one, index, role, pod));
  const containers = of("app", given.containers);
  const common = corrected(given, {
    ...members,
    restartPolicy: oneOf(...restartPolicies),
    initContainers: (all) => of("init", all),
    ephemeralContainers: (all) => of("debug", all),
    securityContext: (context) => podSecurityContext(context, security),
  });
  const result: JsonObject = {
    ...common,
    containers: containers.length > 0 ? containers : [container({}, 0, "app", pod)],
    ...(security.isHostProcess
      ? { hostNetwork: true, securityContext: podSecurityContext(given.securityContext, security) }
      : {}),
    // With users of its own a pod shares nothing with the host, and processes are shared in one way.
    ...(security.hasOwnUsers ? said(given, "hostNetwork", "hostPID", "hostIPC") : {}),
    ...(given.hostPID === true && !security.hasOwnUsers ? said(given, "shareProcessNamespace") : {}),
  };
  const mounted = new Set(
    containersOf(result).flatMap((one) =>
      listOf(objectOf(one).volumeMounts).map((mount) => String(objectOf(mount).name)),
    ),
  );
  return isGiven(given.volumes) || mounted.size > 0
    ? { ...result, volumes: volumes(given.volumes, mounted) }
    : result;
}

/** No, for all that is said of some members. */
function said(spec: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => isGiven(spec[name])).map((name) => [name, false]));
}
