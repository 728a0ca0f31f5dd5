import type { Json, JsonObject } from "@bylaw/engine";
import { isObject, listOf, objectOf } from "../../json-value.ts";
import {
  type Correction,
  corrected,
  distinct,
  isGiven,
  list,
  object,
  oneOf,
  text,
  whole,
  without,
} from "./correction.ts";
import { pathBelow } from "./names.ts";

const id = whole(0, 2 ** 31 - 1);

/** Only a profile of the node's has a place. */
const profile: Correction = (value) => {
  const { localhostProfile, ...given } = objectOf(value);
  const type = oneOf("RuntimeDefault", "Localhost", "Unconfined")(given.type ?? null);
  if (type !== "Localhost") return { ...given, type };
  return { ...given, type, localhostProfile: pathBelow(localhostProfile ?? "") };
};

const windowsOptions = object({
  runAsUserName: text(/^[A-Za-z][A-Za-z0-9]{0,19}$/, "ContainerUser"),
});

const ofBoth = {
  appArmorProfile: profile,
  seccompProfile: profile,
  runAsUser: id,
  runAsGroup: id,
  windowsOptions,
};

const sysctl: Correction = object({
  name: text(/^([a-z0-9][-_a-z0-9]*\.)+[a-z0-9][-_a-z0-9]*$/, "kernel.shm_rmid_forced"),
});

/** Whether a setting of the kernel is the pod's own, and not one that it shares with the host. */
function isOwn(one: Json, { hostNetwork, hostIPC }: PodSecurity): boolean {
  const name = String(objectOf(one).name);
  if (/^net\./.test(name)) return !hostNetwork;
  return !hostIPC || !/^(?:kernel\.(?:shm|msg|sem)|fs\.mqueue\.)/.test(name);
}

/** What a pod of Windows cannot say. */
const ofLinux = [
  "appArmorProfile",
  "seLinuxOptions",
  "seccompProfile",
  "fsGroup",
  "sysctls",
  "runAsUser",
  "runAsGroup",
  "supplementalGroups",
  "capabilities",
  "readOnlyRootFilesystem",
  "privileged",
  "allowPrivilegeEscalation",
  "procMount",
] as const;

/** What of a pod the contexts of its containers hang on. */
export interface PodSecurity {
  readonly os: Json | undefined;
  /** All containers of a pod are processes of the host, or none. */
  readonly isHostProcess: boolean;
  readonly hasOwnUsers: boolean;
  readonly hostNetwork: boolean;
  readonly hostIPC: boolean;
}

export function podSecurityOf(spec: JsonObject): PodSecurity {
  const contexts = [spec, ...containersOf(spec)].map((one) => objectOf(objectOf(one).securityContext));
  const os = objectOf(spec.os).name;
  const isHostProcess =
    os !== "linux" && contexts.some((one) => objectOf(one.windowsOptions).hostProcess === true);
  const isWindows = os === "windows" || isHostProcess;
  const hasOwnUsers = spec.hostUsers === false && !isWindows;
  return {
    os,
    isHostProcess,
    hasOwnUsers,
    hostNetwork: isHostProcess || (spec.hostNetwork === true && !hasOwnUsers),
    hostIPC: spec.hostIPC === true && !isWindows && !hasOwnUsers,
  };
}

export function containersOf(spec: JsonObject): readonly Json[] {
  return [spec.containers, spec.initContainers, spec.ephemeralContainers].flatMap(listOf);
}

function forSystem(context: JsonObject, { os, isHostProcess }: PodSecurity): JsonObject {
  const given = os === "windows" ? without(context, ...ofLinux) : context;
  const { windowsOptions: options, ...rest } = given;
  if (os === "linux") return rest;
  if (!isObject(options) || !isGiven(options.hostProcess)) return given;
  return { ...rest, windowsOptions: { ...options, hostProcess: isHostProcess } };
}

export function podSecurityContext(value: Json | undefined, pod: PodSecurity): JsonObject {
  const given = forSystem(
    corrected(objectOf(value), {
      ...ofBoth,
      fsGroup: id,
      supplementalGroups: list(id),
      sysctls: (all) =>
        distinct(listOf(all).map(sysctl), ({ name }) => name ?? "").filter((one) => isOwn(one, pod)),
    }),
    pod,
  );
  if (!pod.isHostProcess) return given;
  return { ...given, windowsOptions: { ...objectOf(given.windowsOptions), hostProcess: true } };
}

export function containerSecurityContext(value: Json, pod: PodSecurity): JsonObject {
  const given = forSystem(
    corrected(objectOf(value), {
      ...ofBoth,
      procMount: pod.hasOwnUsers ? oneOf("Default", "Unmasked") : oneOf("Default"),
    }),
    pod,
  );
  // Whoever may do everything cannot be kept from getting more.
  const added = listOf(objectOf(given.capabilities).add);
  return given.privileged === true || added.includes("CAP_SYS_ADMIN")
    ? corrected(given, { allowPrivilegeEscalation: () => true })
    : given;
}
