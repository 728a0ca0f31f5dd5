import type { Json, JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import {
  type Correction,
  corrected,
  distinct,
  exactlyOne,
  isGiven,
  list,
  object,
  oneOf,
  text,
  whole,
  without,
} from "./correction.ts";
import {
  address,
  asConfigurationKey,
  asDnsLabel,
  asPortName,
  dnsName,
  imageReference,
  named,
  pathBelow,
  port,
  protocol,
} from "./names.ts";
import { lifecycle, probe } from "./probe.ts";
import { containerResources } from "./quantity.ts";
import { containerSecurityContext, type PodSecurity } from "./security-context.ts";

/** Where a container stands in a pod. */
export type Role = "app" | "init" | "debug";

/** What of a pod its containers hang on. */
export interface PodOfContainer extends PodSecurity {
  /** The names that are taken, of containers of all roles. */
  readonly taken: Set<string>;
  /** The ports of the host that are taken, as protocol, address and number. */
  readonly hostPorts: Set<string>;
}

const variableName = text(/^[A-Za-z_][A-Za-z0-9_.-]*$/, "LOG_LEVEL");

const configurationKey = object({
  name: dnsName("app"),
  key: (key) => asConfigurationKey(String(key), "key"),
});

const knownFields =
  /^(?:metadata\.(?:name|namespace|uid)|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIP|hostIPs|podIP|podIPs))$/;

const resourceField = text(/^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage)$/, "limits.memory");

const valueFrom: Correction = (value) => {
  const sources = corrected(objectOf(value), {
    configMapKeyRef: named(configurationKey),
    secretKeyRef: named(configurationKey),
    fieldRef: object({ apiVersion: oneOf("v1"), fieldPath: text(knownFields, "metadata.name") }),
    resourceFieldRef: object({ resource: resourceField }),
  });
  const all = ["configMapKeyRef", "secretKeyRef", "fieldRef", "resourceFieldRef"];
  return exactlyOne(sources, all, { fieldRef: { fieldPath: "metadata.name" } });
};

const environment = list((value) => {
  const one = corrected(objectOf(value), { name: variableName, valueFrom });
  return isGiven(one.valueFrom) ? without(one, "value") : one;
});

const reference = named(object({ name: dnsName("app") }));

const environmentFrom = list((value) =>
  exactlyOne(
    corrected(objectOf(value), { prefix: variableName, configMapRef: reference, secretRef: reference }),
    ["configMapRef", "secretRef"],
    { configMapRef: { name: "app" } },
  ),
);

/** A port of the host is had once; on the host's network each port is one of the host. */
function ports(given: Json, hostNetwork: boolean, taken: Set<string>): readonly Json[] {
  const all = listOf(given).map((value, index) => {
    const one = corrected(objectOf(value), {
      containerPort: port,
      hostPort: whole(0, 65_535),
      hostIP: address,
      name: (name) => asPortName(name, `p${index}`),
      protocol,
    });
    const containerPort = typeof one.containerPort === "number" ? one.containerPort : 8080 + index;
    return {
      ...one,
      containerPort,
      ...(hostNetwork && isGiven(one.hostPort) ? { hostPort: containerPort } : {}),
    };
  });
  const named = distinct(all, ({ name, containerPort }) => name ?? { containerPort: containerPort ?? 0 }).map(
    objectOf,
  );
  return named.filter(({ hostPort, containerPort, protocol, hostIP }) => {
    const ofHost = hostNetwork ? containerPort : hostPort;
    if (!ofHost) return true;
    const key = `${protocol ?? "TCP"} ${hostIP ?? ""} ${ofHost}`;
    const isFree = !taken.has(key);
    taken.add(key);
    return isFree;
  });
}

function volumeMounts(given: Json, mayPropagate: boolean): readonly Json[] {
  const all = listOf(given).map((value, index) => {
    const one = corrected(objectOf(value), {
      name: (name) => asDnsLabel(name, "data"),
      mountPath: text(/^\/[^:\0]*$/, `/mnt/${index}`),
      subPath: pathBelow,
      mountPropagation: mayPropagate
        ? oneOf("None", "HostToContainer", "Bidirectional")
        : oneOf("None", "HostToContainer"),
    });
    return one;
  });
  return distinct(all, ({ mountPath }) => mountPath ?? "");
}

const image = imageReference("registry.example.org/app:1");

/** A container with a name of its own and an image, and with what its role lets it say. */
export function container(value: Json, index: number, role: Role, pod: PodOfContainer): JsonObject {
  const given = objectOf(value);
  const otherwise = `${role}-${index}`;
  const wanted = asDnsLabel(given.name, otherwise);
  let name = pod.taken.has(wanted) ? otherwise : wanted;
  while (pod.taken.has(name)) name = `${otherwise}-${pod.taken.size}`;
  pod.taken.add(name);
  const { securityContext } = given;
  const context = isGiven(securityContext) ? containerSecurityContext(securityContext, pod) : undefined;
  const all = corrected(given, {
    securityContext: () => context ?? {},
    imagePullPolicy: oneOf("IfNotPresent", "Always", "Never"),
    env: environment,
    envFrom: environmentFrom,
    ports: (list) =>
      // Init containers run one after the other.
      ports(list, pod.hostNetwork, role === "app" ? pod.hostPorts : new Set()),
    resources: containerResources,
    volumeMounts: (list) => volumeMounts(list, context?.privileged === true),
    livenessProbe: probe(1),
    startupProbe: probe(1),
    readinessProbe: probe(2 ** 31 - 1),
    lifecycle,
  });
  return { ...forRole(all, role), name, image: image(given.image ?? "") };
}

const probes = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"] as const;

function forRole(given: JsonObject, role: Role): JsonObject {
  switch (role) {
    case "app":
      return without(given, "restartPolicy");
    case "init":
      return given.restartPolicy === "Always" ? given : without(given, "restartPolicy", ...probes);
    case "debug":
      return corrected(without(given, "restartPolicy", "ports", "resources", ...probes), {
        volumeMounts: list((mount) => without(objectOf(mount), "subPath")),
      });
  }
}
