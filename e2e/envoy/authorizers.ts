import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import { startProgram } from "../started-program.ts";
import { root } from "../workspace.ts";

/** A program that answers Envoy. */
export interface Authorizer {
  readonly name: string;
  /** @returns a function that stops it */
  start(options: StartOptions): Promise<() => Promise<void>>;
}

export interface StartOptions {
  readonly port: number;
  readonly restPort: number;
  /** The policy's file. */
  readonly policy: string;
  /** The folder that `bylaw build --target envoy` wrote for the policy. */
  readonly built: string;
  /** Where the decision log goes. */
  readonly log: string;
}

/** `bylaw serve`, and, where `BYLAW_OPA_ENVOY` names one, OPA with its Envoy plugin. */
export function authorizers(): readonly Authorizer[] {
  const opa = process.env.BYLAW_OPA_ENVOY;
  return [
    {
      name: "bylaw serve",
      start: ({ port, restPort, policy, log }) =>
        startProgram(
          process.execPath,
          [
            join(root, "packages/cli/bin/bylaw.js"),
            "serve",
            policy,
            `--addr=127.0.0.1:${port}`,
            `--port=${restPort}`,
            "--no-watch",
          ],
          log,
          `http://127.0.0.1:${restPort}/health`,
        ),
    },
    ...(opa === undefined
      ? []
      : [
          {
            name: "opa-envoy-plugin",
            start: ({ port, restPort, built, log }: StartOptions) =>
              startProgram(
                opa,
                [
                  "run",
                  "--server",
                  `--addr=127.0.0.1:${restPort}`,
                  `--config-file=${join(built, "opa.yaml")}`,
                  `--set=plugins.envoy_ext_authz_grpc.addr=127.0.0.1:${port}`,
                  "--set=nd_builtin_cache=true",
                  join(built, "policy.rego"),
                ],
                log,
                `http://127.0.0.1:${restPort}/health?plugins`,
              ),
          },
        ]),
  ];
}

/** Allows everything without looking: what asking at all costs. */
export function startPassThrough(port: number): Promise<() => Promise<void>> {
  const bytes = (buffer: Buffer) => buffer;
  const server = new grpc.Server();
  server.addService(
    {
      check: {
        path: "/envoy.service.auth.v3.Authorization/Check",
        requestStream: false,
        responseStream: false,
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
      },
    },
    {
      // A response without a status is one that allows.
      check: (_call: unknown, answer: grpc.sendUnaryData<Buffer>) => answer(null, Buffer.alloc(0)),
    },
  );
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve(async () => server.forceShutdown()) : reject(error),
    );
  });
}
