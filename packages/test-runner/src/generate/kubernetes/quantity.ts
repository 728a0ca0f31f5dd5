import { quantityAtMost, quantityPattern } from "@bylaw/dsl/kubernetes";
import type { Json, JsonObject } from "@bylaw/engine";
import { objectOf } from "../../json-value.ts";
import { type Correction, isGiven, without } from "./correction.ts";
import { asQualifiedName } from "./names.ts";

const mostDigits = 15;
const form = new RegExp(quantityPattern);

/** An amount that is not negative. */
export const quantity: Correction = (value) => {
  if (typeof value === "number") return Math.min(1e9, Math.abs(Math.trunc(value)));
  const isAmount = typeof value === "string" && value.length <= mostDigits && form.test(value);
  return isAmount ? value : "64Mi";
};

const wholeAmount: Correction = (value) => (/^[0-9]{1,6}$/.test(String(value)) ? value : 1);

const amountsOfNodes: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage"]);

/** Whether a resource is not one of Kubernetes' own, such as `example.org/gpu`. */
function isExtended(name: string): boolean {
  const [domain = "", rest] = name.split("/");
  return rest !== undefined && !domain.endsWith("kubernetes.io") && !domain.startsWith("requests.");
}

function amounts(value: Json | undefined): JsonObject {
  const entries = Object.entries(objectOf(value)).map(([given, amount], index) => {
    const name = asQualifiedName(given, "memory");
    if (isExtended(name)) return [name, wholeAmount(amount)] as const;
    const known = amountsOfNodes.has(name) ? name : index % 2 === 0 ? "memory" : "cpu";
    return [known, quantity(amount)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * What a container asks for and may use: amounts of known resources, none of which it asks more of than it may use.
 * Extended resources cannot be had in part, so that they are limited where they are asked for.
 */
export const containerResources: Correction = (value) => {
  const given = objectOf(value);
  const limits = amounts(given.limits);
  const requests = Object.entries(amounts(given.requests)).flatMap(([name, amount]) => {
    const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
    if (isExtended(name)) return limit === undefined ? [] : [[name, limit] as const];
    const isWithin = limit === undefined || quantityAtMost(String(amount), String(limit)) === true;
    return [[name, isWithin ? amount : limit] as const];
  });
  return {
    ...without(given, "limits", "requests"),
    ...(isGiven(given.limits) ? { limits } : {}),
    ...(isGiven(given.requests) ? { requests: Object.fromEntries(requests) } : {}),
  };
};
