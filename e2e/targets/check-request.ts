import type { JsonObject } from "@bylaw/engine";

/** The parts of an input that come from Envoy's message. */
export interface HttpInput {
  readonly attributes: {
    readonly source: JsonObject;
    readonly destination: JsonObject;
    readonly request: { readonly http: JsonObject };
  };
}

/**
 * The attributes of an input as Envoy would send them, under the number of the request: what its message cannot hold is
 * left out.
 */
export function attributesOf(input: JsonObject, id: string): JsonObject {
  const { source, destination, request } = (input as unknown as HttpInput).attributes;
  return {
    source: peerOf(source),
    destination: peerOf(destination),
    request: {
      time: { seconds: 1_795_426_641 },
      http: { ...textsOf(request.http, ["method", "path", "host", "scheme", "protocol", "body"]), id },
    },
  };
}

interface Peer {
  readonly principal?: unknown;
  readonly address?: { readonly socketAddress?: { readonly address?: unknown } | null } | null;
}

function peerOf(peer: Peer): JsonObject {
  const address = peer.address?.socketAddress?.address;
  return {
    ...(typeof peer.principal === "string" ? { principal: peer.principal } : {}),
    address:
      typeof address === "string"
        ? { socketAddress: { address, portValue: 443 } }
        : { pipe: { path: "/run/envoy.sock" } },
  };
}

function textsOf(http: JsonObject, names: readonly string[]): JsonObject {
  const isText = ([, value]: readonly [string, unknown]) => typeof value === "string";
  const headers = Object.entries((http.headers ?? {}) as JsonObject).filter(isText);
  const texts = Object.entries(http).filter((entry) => names.includes(entry[0]) && isText(entry));
  return { ...Object.fromEntries(texts), headers: Object.fromEntries(headers) };
}
