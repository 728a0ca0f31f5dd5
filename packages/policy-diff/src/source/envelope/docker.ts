import type { Envelope } from "./envelope.ts";

/**
 * Docker's `json-file` driver. It cuts lines at 16 KiB: only the last part of a line ends with a newline.
 * Source: moby, daemon/logger/jsonfilelog, and docs.docker.com/engine/logging/drivers/json-file.
 */
export const docker: Envelope = {
  name: "docker",
  open: ({ log, stream, time }) => {
    if (typeof log !== "string" || typeof stream !== "string" || typeof time !== "string") return undefined;
    const whole = log.endsWith("\n");
    return [{ text: whole ? log.slice(0, -1) : log, part: { stream, more: !whole } }];
  },
};
