import type { Json, JsonObject } from "@bylaw/engine";
import { type Path, valueAt, withValueAt } from "@bylaw/search";
import { objectOf } from "../../../json-value.ts";
import { leavingOut, type Mistake, saying, setting } from "./mistake.ts";

/**
 * What can be wrong with what a pod runs.
 *
 * @param spec where that stands in the object
 */
export function podMistakes(spec: Path): readonly Mistake[] {
  return [...ofPod(spec), ...ofContainer([...spec, "containers", "0"]), ...together(spec)];
}

const ofPod = (spec: Path): readonly Mistake[] => [
  setting("no containers", [...spec, "containers"], []),
  setting("restarts of no known kind", [...spec, "restartPolicy"], "Sometimes"),
  setting("a service account in capitals", [...spec, "serviceAccountName"], "Default"),
  setting("a node selector with a blank", [...spec, "nodeSelector"], { disk: "very fast" }),
  setting("an alias of no address", [...spec, "hostAliases"], [{ ip: "300.1.2.3", hostnames: ["web"] }]),
  setting(
    "a toleration of all keys with a value",
    [...spec, "tolerations"],
    [{ operator: "Equal", value: "x" }],
  ),
  setting(
    "a toleration with an unknown effect",
    [...spec, "tolerations"],
    [{ key: "a", operator: "Exists", effect: "NoRun" }],
  ),
  setting("an unknown system", [...spec, "os"], { name: "plan9" }),
  setting("a field that there is none of in a pod", [...spec, "hostNetworking"], true),
  setting("a text for a yes or no", [...spec, "hostNetwork"], "true"),
  saying("processes shared with each other and the host", spec, {
    shareProcessNamespace: true,
    hostPID: true,
  }),
  saying("users of its own, and the host's processes", spec, { hostUsers: false, hostPID: true }),
  setting("an init container without an image", [...spec, "initContainers"], [{ name: "prepare" }]),
  setting(
    "an init container with a probe",
    [...spec, "initContainers"],
    [{ name: "prepare", image: "app:1", readinessProbe: { tcpSocket: { port: 1 } } }],
  ),
];

const ofContainer = (container: Path): readonly Mistake[] => [
  leavingOut("a container without a name", [...container, "name"]),
  leavingOut("a container without an image", [...container, "image"]),
  setting("a container's name in capitals", [...container, "name"], "App"),
  setting("images pulled in no known way", [...container, "imagePullPolicy"], "Daily"),
  setting("port 0", [...container, "ports"], [{ containerPort: 0 }]),
  setting("port 70000", [...container, "ports"], [{ containerPort: 70_000 }]),
  setting(
    "a port's name that is too long",
    [...container, "ports"],
    [{ containerPort: 80, name: "a-name-that-is-long" }],
  ),
  setting("a protocol of no known kind", [...container, "ports"], [{ containerPort: 80, protocol: "ICMP" }]),
  setting(
    "two ports with one name",
    [...container, "ports"],
    [
      { containerPort: 80, name: "http" },
      { containerPort: 81, name: "http" },
    ],
  ),
  setting(
    "one port of the host twice",
    [...container, "ports"],
    [
      { containerPort: 80, hostPort: 8080 },
      { containerPort: 81, hostPort: 8080 },
    ],
  ),
  setting("a variable without a name", [...container, "env"], [{ name: "", value: "x" }]),
  setting(
    "a variable with two sources",
    [...container, "env"],
    [
      {
        name: "A",
        valueFrom: { fieldRef: { fieldPath: "metadata.name" }, secretKeyRef: { name: "a", key: "b" } },
      },
    ],
  ),
  setting(
    "a variable with a value and a source",
    [...container, "env"],
    [{ name: "A", value: "x", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
  ),
  setting(
    "a variable from a field that is none",
    [...container, "env"],
    [{ name: "A", valueFrom: { fieldRef: { fieldPath: "spec.secret" } } }],
  ),
  setting("more asked for than allowed", [...container, "resources"], {
    requests: { memory: "2Gi" },
    limits: { memory: "1Gi" },
  }),
  setting("a negative amount", [...container, "resources"], { limits: { cpu: "-1" } }),
  setting("an amount that is none", [...container, "resources"], { limits: { memory: "1 GB" } }),
  setting("an unknown resource", [...container, "resources"], { limits: { speed: "1" } }),
  setting("a mount of no volume", [...container, "volumeMounts"], [{ name: "missing", mountPath: "/a" }]),
  setting("a probe that does nothing", [...container, "readinessProbe"], { periodSeconds: 5 }),
  setting("a probe that does two things", [...container, "livenessProbe"], {
    tcpSocket: { port: 80 },
    exec: { command: ["true"] },
  }),
  setting("a probe that must succeed twice to say alive", [...container, "livenessProbe"], {
    tcpSocket: { port: 80 },
    successThreshold: 2,
  }),
  setting("a negative delay", [...container, "readinessProbe"], {
    tcpSocket: { port: 80 },
    initialDelaySeconds: -1,
  }),
  setting("a hook that does nothing", [...container, "lifecycle"], { preStop: {} }),
  setting("a user below 0", [...container, "securityContext"], { runAsUser: -1 }),
  setting("privileged, yet without escalation", [...container, "securityContext"], {
    privileged: true,
    allowPrivilegeEscalation: false,
  }),
  setting("a profile of the node without a place", [...container, "securityContext"], {
    seccompProfile: { type: "Localhost" },
  }),
  setting("a place of a profile that is not of the node", [...container, "securityContext"], {
    seccompProfile: { type: "RuntimeDefault", localhostProfile: "a.json" },
  }),
  setting("an unknown way to mount /proc", [...container, "securityContext"], { procMount: "Open" }),
  setting("a field that there is none of in a container", [...container, "securityContexts"], {}),
];

const together = (spec: Path): readonly Mistake[] => [
  {
    name: "two containers with one name",
    make: (object) => {
      const containers = [...spec, "containers"];
      const first = valueAt(object, [...containers, "0"]) ?? {};
      return put(object, containers, [first, first]);
    },
  },
  {
    name: "an init container with the name of another",
    make: (object) => {
      const first = objectOf(valueAt(object, [...spec, "containers", "0"]));
      return put(object, [...spec, "initContainers"], [{ name: first.name ?? "app", image: "app:1" }]);
    },
  },
  volume("a volume of two things", spec, { name: "data", emptyDir: {}, hostPath: { path: "/data" } }),
  volume("a volume's name with a dot", spec, { name: "my.data", emptyDir: {} }),
  volume("a path of the host that leads up", spec, { name: "data", hostPath: { path: "/a/../b" } }),
  volume("a secret's file outside of its folder", spec, {
    name: "data",
    secret: { secretName: "a", items: [{ key: "a", path: "../a" }] },
  }),
  volume("a claim without a name", spec, { name: "data", persistentVolumeClaim: { claimName: "" } }),
  {
    name: "two mounts at one place",
    make: (object) => {
      const withVolume = put(object, [...spec, "volumes"], [{ name: "data", emptyDir: {} }]);
      const mount = { name: "data", mountPath: "/data" };
      return put(withVolume, [...spec, "containers", "0", "volumeMounts"], [mount, mount]);
    },
  },
];

function volume(name: string, spec: Path, value: JsonObject): Mistake {
  return setting(name, [...spec, "volumes"], [value]);
}

function put(object: JsonObject, path: Path, value: Json): JsonObject {
  return objectOf(withValueAt(object, path, value));
}
