import { sortedKeys } from "../values/order.ts";
import { isArray, objectEntries, objectKeys, RegoObject, RegoSet, type Value } from "../values/value.ts";

type Slot = Value | undefined;
type Values = readonly Value[];

const none: Values = [];

/** The keys of a collection in Rego's order; undefined for an array, whose keys are its positions. */
export function scanKeys(source: Slot): Values | undefined {
  if (typeof source !== "object" || source === null || isArray(source)) return undefined;
  if (source instanceof RegoSet) return source.values();
  return source instanceof RegoObject ? source.entries().map(([key]) => key) : sortedKeys(source);
}

/** The values in the order of the keys; nothing for what is no collection. */
export function scanValues(source: Slot, keys: Values | undefined): Values {
  if (typeof source !== "object" || source === null) return none;
  if (isArray(source)) return source;
  if (source instanceof RegoSet) return source.values();
  if (source instanceof RegoObject) return objectEntries(source).map(([, value]) => value);
  return (keys ?? none).map((key) => source[key as string] ?? null);
}

/** {@link scanKeys}, where the order makes no difference. */
export function anyKeys(source: Slot): Values | undefined {
  if (typeof source !== "object" || source === null || isArray(source)) return undefined;
  return source instanceof RegoSet ? source.members() : objectKeys(source);
}

/** The values in the order of these keys. */
export function anyValues(source: Slot, keys: Values | undefined): Values {
  if (typeof source !== "object" || source === null) return none;
  if (isArray(source)) return source;
  if (source instanceof RegoSet) return source.members();
  return source instanceof RegoObject ? source.values() : scanValues(source, keys);
}

/** The same for base documents, which never change: what is sorted once is kept. */
export interface DataScans {
  readonly dataKeys: (source: Slot) => Values | undefined;
  readonly dataValues: (source: Slot, keys: Values | undefined) => Values;
}

export function dataScans(): DataScans {
  const keptKeys = new WeakMap<object, Values>();
  const keptValues = new WeakMap<object, Values>();
  return {
    dataKeys: (source) => {
      if (typeof source !== "object" || source === null || isArray(source)) return undefined;
      const kept = keptKeys.get(source);
      if (kept !== undefined) return kept;
      const keys = scanKeys(source) ?? none;
      keptKeys.set(source, keys);
      return keys;
    },
    dataValues: (source, keys) => {
      if (typeof source !== "object" || source === null) return none;
      if (isArray(source)) return source;
      const kept = keptValues.get(source);
      if (kept !== undefined) return kept;
      const values = scanValues(source, keys);
      keptValues.set(source, values);
      return values;
    },
  };
}
