import type { Json, JsonObject } from "@bylaw/engine";
import { isObject, objectOf } from "../json-value.ts";

/** The stretch of a module that a node was parsed from; columns count from 1, in code points. */
export interface NodeText {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

export function textOf(node: JsonObject): NodeText {
  const { row, col, text } = objectOf(node.location);
  return {
    row: Number(row),
    column: Number(col),
    text: Buffer.from(String(text ?? ""), "base64").toString("utf8"),
  };
}

/** The names of all variables in a node, at any depth. */
export function variablesIn(node: Json | undefined, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(node)) for (const one of node) variablesIn(one, found);
  else if (isObject(node)) {
    if (node.type === "var") found.add(String(node.value));
    for (const [name, child] of Object.entries(node)) if (name !== "location") variablesIn(child, found);
  }
  return found;
}
