import { randomUUID } from "node:crypto";
import type { JsonObject } from "@bylaw/engine";
import grpc from "@grpc/grpc-js";
import type { MadeDecision } from "../decision-event.ts";
import type { PolicyHost } from "../policy-host.ts";
import type { Serving } from "../serving.ts";
import { checkInput, RequestParseError } from "./check-input.ts";
import { checkResponse, unreadableResponse } from "./check-response.ts";
import { checkMethod } from "./protocol.ts";

export interface AuthorizationOptions {
  /** Such as `127.0.0.1:9191`, or `unix:///run/authz.sock`; port 0 takes a free one. */
  readonly address: string;
  /** The decision that is asked for, such as `istio/authz/allow`. */
  readonly path: string;
  readonly log: (decision: MadeDecision) => void;
  /** The clock, in nanoseconds since 1970. */
  readonly now: () => bigint;
}

/** What Envoy may send at most, as the plugin has it: 4 MiB. */
const maxMessageBytes = 4 * 1024 * 1024;

const bytes = (buffer: Buffer) => buffer;

/** `envoy.service.auth.v3.Authorization`, its messages as bytes. */
const service = {
  check: {
    path: checkMethod,
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  },
} as const;

/**
 * Answers Envoy's ext_authz filter by gRPC, as OPA with its Envoy plugin does.
 *
 * @throws Error when the address cannot be listened at
 */
export async function serveAuthorization(host: PolicyHost, options: AuthorizationOptions): Promise<Serving> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": maxMessageBytes });
  server.addService(service, {
    check: (call: grpc.ServerUnaryCall<Buffer, Buffer>, answer: grpc.sendUnaryData<Buffer>) => {
      check(call.request, host, options).then(
        (response) => answer(null, Buffer.from(response)),
        // Envoy then does what failure_mode_allow says.
        (error: unknown) => answer({ code: grpc.status.UNKNOWN, details: String(error) }),
      );
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(options.address, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: options.address.replace(/:0$/, `:${port}`),
    close: async () => server.forceShutdown(),
  };
}

async function check(
  request: Uint8Array,
  host: PolicyHost,
  { path, log, now }: AuthorizationOptions,
): Promise<Uint8Array> {
  const made = { id: randomUUID(), path, now: now() };
  let input: JsonObject;
  try {
    input = await checkInput(request);
  } catch (error) {
    if (!(error instanceof RequestParseError)) throw error;
    log({ ...made, outcome: { kind: "unreadable", message: error.message } });
    return unreadableResponse(error.message);
  }
  const outcome = await host.decide({ path, input, now: made.now });
  log({ ...made, input, outcome });
  return checkResponse(outcome, made.id);
}
