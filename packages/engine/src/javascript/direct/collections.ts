import { equalValues } from "../../values/order.ts";
import { isArray, isObject, objectGet, objectSize, RegoSet } from "../../values/value.ts";
import type { Direct } from "./direct.ts";

const count: Direct = (general) => (collection) => {
  if (isArray(collection)) return collection.length;
  if (collection instanceof RegoSet) return collection.size;
  return isObject(collection) ? objectSize(collection) : general([collection]);
};

const member: Direct = (general) => (value, collection) => {
  if (value === undefined) return general([value, collection]);
  if (collection instanceof RegoSet) return collection.has(value);
  if (!isArray(collection)) return general([value, collection]);
  if (typeof value !== "object" || value === null) return collection.includes(value);
  return collection.some((held) => equalValues(held, value));
};

const get: Direct = (general) => (object, key, otherwise) => {
  if (!isObject(object) || key === undefined || isArray(key)) return general([object, key, otherwise]);
  return objectGet(object, key) ?? otherwise;
};

export const collectionCalls: ReadonlyMap<string, Direct> = new Map([
  ["count", count],
  ["internal.member_2", member],
  ["object.get", get],
]);
