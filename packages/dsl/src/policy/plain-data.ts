import { isDomainScalar } from "../schema/scalar.ts";
import type { Detail } from "./finding.ts";

/** Copies an object into plain data, which reads all of it. Throws on anything but data. */
export function plainRecord(record: object): { readonly [key: string]: Detail } {
  return Object.freeze(
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, plainDetail(value)])),
  );
}

/** Copies a value into plain data, as {@link plainRecord}. */
export function plainDetail(value: unknown): Detail {
  if (isDomainScalar(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(plainDetail));
  if (typeof value === "object" && value !== null) return plainRecord(value);
  throw new TypeError("details are plain data");
}
