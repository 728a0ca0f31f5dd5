import type { JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import { type Correction, corrected, exactlyOne, object, oneOf, text, whole } from "./correction.ts";
import { port } from "./names.ts";

const seconds = whole(0, 2 ** 31 - 1);

const handlers = {
  exec: (value) => {
    const command = listOf(objectOf(value).command);
    return { command: command.length > 0 ? command : ["true"] };
  },
  httpGet: object({ port, path: text(/^\/\S*$/, "/healthz"), scheme: oneOf("HTTP", "HTTPS") }),
  tcpSocket: object({ port }),
  grpc: object({ port: (value) => (typeof value === "number" ? port(value) : 8080) }),
  // No longer than the pod's end may take.
  sleep: object({ seconds: whole(1, 1) }),
} satisfies Readonly<Record<string, Correction>>;

function handled(given: JsonObject, names: readonly string[]): JsonObject {
  return exactlyOne(corrected(given, handlers), names, { tcpSocket: { port: 8080 } });
}

/**
 * A probe, which does one thing.
 *
 * @param successes how many in a row may be asked for: one unless a container becomes ready
 */
export const probe =
  (successes: number): Correction =>
  (value) =>
    corrected(handled(objectOf(value), ["exec", "httpGet", "tcpSocket", "grpc"]), {
      initialDelaySeconds: seconds,
      periodSeconds: seconds,
      timeoutSeconds: seconds,
      failureThreshold: seconds,
      successThreshold: whole(1, successes),
    });

const hook: Correction = (value) => handled(objectOf(value), ["exec", "httpGet", "tcpSocket", "sleep"]);

/** What happens when a container has started and before it stops. */
export const lifecycle: Correction = object({ postStart: hook, preStop: hook });
