import type { EnvoyInput } from "@bylaw/dsl/envoy";

export const network = "10.0.0.0/8";

export function clientAddress({ attributes: { source } }: EnvoyInput): string | undefined {
  return source.address.socketAddress?.address;
}
