import type { Json, JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import { corrected, distinct, isGiven, list, oneOf, whole, without } from "./correction.ts";
import { labels } from "./metadata.ts";
import { address, asDnsLabel, asDnsName, asQualifiedName, cidr, port, protocol } from "./names.ts";

const types = oneOf("ClusterIP", "NodePort", "LoadBalancer", "ExternalName");

/** How pods are reached: what may be said of it hangs on its type. */
export function serviceSpec(given: JsonObject): JsonObject {
  const type = isGiven(given.type) ? types(given.type) : "ClusterIP";
  const spec = corrected(given, {
    type: types,
    selector: labels,
    clusterIP: (ip) => (ip === "None" || ip === "" ? ip : address(ip)),
    externalIPs: list(address),
    externalName: (name) => asDnsName(name, "db.example.org"),
    externalTrafficPolicy: oneOf("Cluster", "Local"),
    loadBalancerClass: (name) => asQualifiedName(name, "internal"),
    loadBalancerSourceRanges: list(cidr),
  });
  const isOutside = type === "NodePort" || type === "LoadBalancer";
  const isReachable = isOutside || listOf(spec.externalIPs).length > 0;
  const dropped = [
    ...(isReachable && type !== "ExternalName" ? [] : ["externalTrafficPolicy"]),
    ...(type === "LoadBalancer" ? [] : ["loadBalancerClass", "loadBalancerSourceRanges"]),
    ...(type === "ExternalName" || (isOutside && spec.clusterIP === "None") ? ["clusterIP"] : []),
  ];
  const ports = servicePorts(spec.ports, isOutside);
  const needsPorts = type !== "ExternalName" && spec.clusterIP !== "None";
  const externalName = type === "ExternalName" ? asDnsName(given.externalName, "db.example.org") : undefined;
  return {
    ...without(spec, ...dropped),
    ...(externalName === undefined ? {} : { externalName }),
    ...(isGiven(spec.ports) || needsPorts
      ? { ports: ports.length > 0 || !needsPorts ? ports : [{ port: 80 }] }
      : {}),
  };
}

/** Ports that differ, with names where there are several; the nodes' own only where the service is on the nodes. */
function servicePorts(given: Json | undefined, onNodes: boolean): readonly Json[] {
  const all = listOf(given).map((value, index) => {
    const one = corrected(objectOf(value), {
      port,
      name: (name) => asDnsLabel(name, `p${index}`),
      nodePort: whole(0, 65_535),
      protocol,
      targetPort: port,
      appProtocol: (name) => asQualifiedName(name, "http"),
    });
    const number = typeof one.port === "number" ? one.port : 80;
    return { ...(onNodes ? one : without(one, "nodePort")), port: number };
  });
  const ports = distinct(all, ({ port, protocol }) => [port ?? 0, protocol ?? "TCP"]);
  const nodePorts = distinct(ports, ({ nodePort, port, protocol }) => [
    nodePort || { port: port ?? 0 },
    protocol ?? "TCP",
  ]);
  if (nodePorts.length < 2) return nodePorts;
  return distinct(
    nodePorts.map((one, index) => {
      const { name } = objectOf(one);
      return { ...objectOf(one), name: isGiven(name) ? name : `p${index}` };
    }),
    ({ name }) => name ?? "",
  );
}
