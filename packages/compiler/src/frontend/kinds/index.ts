import { envoy } from "./envoy.ts";
import { gatekeeper } from "./gatekeeper.ts";
import type { KindOfPolicy } from "./kind.ts";

/** The kinds of policies, by the function of @bylaw/dsl that makes one. */
export const kindsOfPolicies: ReadonlyMap<string, KindOfPolicy> = new Map(
  [envoy, gatekeeper].map((kind) => [kind.maker, kind]),
);
