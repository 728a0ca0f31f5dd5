import type { Json } from "@bylaw/engine";
import { isArray, isObject } from "../json-value.ts";

/** The value at a path below a document; undefined when there is none. Only own members count. */
export function valueAt(document: Json | undefined, path: readonly string[]): Json | undefined {
  let value = document;
  for (const segment of path) {
    if (isArray(value)) value = /^\d+$/.test(segment) ? value[Number(segment)] : undefined;
    else if (isObject(value) && Object.hasOwn(value, segment)) value = value[segment];
    else return undefined;
  }
  return value;
}

/** `input.attributes.request.http.headers["x-ticket"]` */
export function placeText(path: readonly string[]): string {
  return path.reduce(
    (text, segment) =>
      text + (/^[A-Za-z_][A-Za-z0-9_]*$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`),
    "input",
  );
}
