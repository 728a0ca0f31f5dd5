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

/** The keys of a pointer such as `/input/user/email`, below the input; undefined where it is no such pointer. */
export function placeBelowInput(pointer: string): readonly string[] | undefined {
  const [before, input, ...keys] = pointer.split("/");
  if (before !== "" || input !== "input" || keys.length === 0 || keys.includes("")) return undefined;
  return keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}
