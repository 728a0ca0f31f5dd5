import type { Json } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { valueAt } from "../event/place.ts";

/** Where the usual senders put who asks: proxies, Kubernetes, and hand-written inputs. */
export const principalPlaces: readonly (readonly string[])[] = [
  ["attributes", "source", "principal"],
  ["source_principal"],
  ["request", "userInfo", "username"],
  ["review", "userInfo", "username"],
  ["token", "claims", "sub"],
  ["claims", "sub"],
  ["subject", "id"],
  ["subject"],
  ["principal"],
  ["user", "id"],
  ["user", "name"],
  ["user"],
];

/** @returns a text for who asked; undefined when no usual place says it */
export function principalOf(input: Json | undefined): string | undefined {
  for (const place of principalPlaces) {
    const value = valueAt(input, place);
    if (typeof value === "string" || typeof value === "number") return canonical(value);
  }
  return undefined;
}
