import type { JsonObject } from "@bylaw/engine";
import grpc from "@grpc/grpc-js";
import { envoyFiles } from "../../packages/authorizer/test/envoy/envoy-files.ts";

/** Of the answer to Envoy, what tells whether the request is allowed. */
export interface CheckResponse {
  readonly status?: { readonly code?: number };
  readonly dynamicMetadata?: unknown;
  readonly deniedResponse?: { readonly status?: { readonly code?: unknown } };
}

/** Asks an authorizer on this machine as Envoy does. */
export interface CheckClient {
  /** @param attributes of `envoy.service.auth.v3.CheckRequest`, as JSON */
  check(attributes: JsonObject): Promise<CheckResponse>;
  close(): void;
}

export async function checkClient(port: number): Promise<CheckClient> {
  const envoy = await envoyFiles();
  const request = envoy.lookupType("envoy.service.auth.v3.CheckRequest");
  const response = envoy.lookupType("envoy.service.auth.v3.CheckResponse");
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    check: (attributes) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          "/envoy.service.auth.v3.Authorization/Check",
          (value: JsonObject) => Buffer.from(request.encode(request.fromObject(value)).finish()),
          (bytes: Buffer): CheckResponse => response.toObject(response.decode(bytes)),
          { attributes },
          (error, value) => (error === null ? resolve(value ?? {}) : reject(error)),
        );
      }),
    close: () => client.close(),
  };
}
