import type { JsonObject } from "@bylaw/engine";
import { each } from "./large-policy.ts";

export const people = 40_000;
export const departments = 200;

/** A record of about 250 bytes of JSON. */
export function person(index: number): JsonObject {
  return {
    id: `person-${index}`,
    name: `Person Number ${index}`,
    department: `department-${index % departments}`,
    level: index % 12,
    active: index % 9 !== 0,
    roles: each(3, (role) => `role-${(index + role * 7) % 90}`),
    office: { city: `city-${index % 40}`, floor: index % 30, desk: `${index % 30}-${index % 400}` },
    manager: `person-${Math.floor(index / 8)}`,
  };
}
