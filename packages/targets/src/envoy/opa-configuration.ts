/** The ports of OPA with its Envoy plugin: authorization by gRPC, and health. */
export const ports = { authorization: 9191, health: 8282 } as const;

/**
 * OPA's configuration for its Envoy plugin: which decision it asks for, and that all decisions are logged.
 * See "Configuration" of OPA's documentation of the plugin.
 */
export function opaConfiguration(decision: string): object {
  return {
    plugins: { envoy_ext_authz_grpc: { addr: `:${ports.authorization}`, path: decision } },
    decision_logs: { console: true },
    status: { console: false },
  };
}
