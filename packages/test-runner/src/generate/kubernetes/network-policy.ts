import type { JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import { type Correction, corrected, isGiven, list, object, oneOf, whole, without } from "./correction.ts";
import { labelSelector } from "./metadata.ts";
import { cidr, port, protocol } from "./names.ts";

const peer: Correction = (value) => {
  const given = corrected(objectOf(value), {
    namespaceSelector: labelSelector,
    podSelector: labelSelector,
  });
  const selects = isGiven(given.namespaceSelector) || isGiven(given.podSelector);
  if (!isGiven(given.ipBlock) || selects)
    return { ...without(given, "ipBlock"), ...(selects ? {} : { podSelector: {} }) };
  const block = objectOf(given.ipBlock);
  const range = String(cidr(block.cidr ?? ""));
  // What is taken out lies within.
  const except = listOf(block.except).map(() => (range === "0.0.0.0/0" ? "192.168.0.0/16" : "10.1.0.0/16"));
  const isWide = range === "0.0.0.0/0" || range === "10.0.0.0/8";
  return { ipBlock: { cidr: range, ...(isGiven(block.except) && isWide ? { except } : {}) } };
};

const ports: Correction = (value) => {
  const given = corrected(objectOf(value), {
    port,
    endPort: whole(1, 65_535),
    protocol,
  });
  const { port: first, endPort } = given;
  if (!isGiven(endPort)) return given;
  return typeof first === "number" && Number(endPort) >= first ? given : without(given, "endPort");
};

const rules = list(object({ from: list(peer), to: list(peer), ports: list(ports) }));

export function networkPolicySpec(given: JsonObject): JsonObject {
  return corrected(given, {
    podSelector: labelSelector,
    policyTypes: (types) => [...new Set(listOf(types).map(oneOf("Ingress", "Egress")))],
    ingress: rules,
    egress: rules,
  });
}
