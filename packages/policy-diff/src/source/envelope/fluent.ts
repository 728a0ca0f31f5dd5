import type { Json, JsonObject } from "@bylaw/engine";
import { isObject } from "../../json-value.ts";
import { type Envelope, wrapped } from "./envelope.ts";

/**
 * Fluentd and Fluent Bit: the line, or what a parser made of it, in `log` (or `message`). Docker's fluentd driver
 * marks the parts of long lines. Source: docs.fluentbit.io, input plugins `tail` and `forward`; moby,
 * daemon/logger/fluentd.
 */
export const fluent: Envelope = {
  name: "fluent",
  open: (document) => {
    const held = document.log ?? document.message;
    if (typeof held !== "string") return isObject(held) ? wrapped(held) : undefined;
    const id = document.partial_id;
    if (document.partial_message !== "true" || typeof id !== "string") return [{ text: trimmed(held) }];
    const more = document.partial_last !== "true";
    return [{ text: more ? held : trimmed(held), part: { stream: `${container(document)}\0${id}`, more } }];
  },
};

function trimmed(line: string): string {
  return line.endsWith("\n") ? line.slice(0, -1) : line;
}

function container(document: JsonObject): string {
  const id: Json | undefined = document.container_id;
  return typeof id === "string" ? id : "";
}
