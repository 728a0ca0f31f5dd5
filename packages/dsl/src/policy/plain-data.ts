import { isDomainScalar } from "../schema/scalar.ts";
import { byCodePoint } from "./code-point-order.ts";
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

/** JSON text that is the same for equal details. */
export function canonical(value: Detail): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => byCodePoint(a, b)))
      : inner,
  );
}
