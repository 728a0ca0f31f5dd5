import type { PolicyKind } from "@bylaw/dsl";
import type { Shape } from "@bylaw/dsl/schema";
import type { Json } from "@bylaw/engine";

/** Rego that was not compiled from TypeScript, with the decision that is asked for. */
export interface RegoPolicy {
  readonly kind: "rego";
  /** File name → module text. */
  readonly modules: Readonly<Record<string, string>>;
  /** Such as `authz/allow`. */
  readonly decision: string;
  /** Of an allow-decision, the set of denials beside it, such as `authz/deny`. */
  readonly denials?: string;
  /** What inputs look like; without it any JSON is an input. */
  readonly input?: Shape<unknown>;
  /** Who asks it, where that is known: what properties of Envoy or Kubernetes look at. */
  readonly asks?: PolicyKind;
  /** The base documents. */
  readonly data?: Json;
  readonly regoVersion?: 0 | 1;
}

/**
 * Names Rego to properties and fuzzing.
 *
 * @param policy its modules by file name, its decision, and what is known of its input and data
 */
export function regoPolicy(policy: Omit<RegoPolicy, "kind">): RegoPolicy {
  return Object.freeze({ ...policy, kind: "rego" });
}

export function isRegoPolicy(policy: unknown): policy is RegoPolicy {
  return typeof policy === "object" && policy !== null && "modules" in policy && "decision" in policy;
}
