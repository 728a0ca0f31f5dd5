import type { Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import type { Constant, FunctionDefinition } from "./expression.ts";
import type { FindingRule } from "./finding.ts";

export interface PolicyRule {
  readonly name: string;
  readonly effect: "allow" | "deny";
  readonly description?: string;
  readonly predicate: FunctionDefinition;
  readonly span: Span;
}

/** A kind of Kubernetes objects: `apps`, `v1`, `Deployment`. */
export interface ObjectKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** An answer to Envoy: known now, or made of the input. */
export type EnvoyAnswer = { readonly span: Span } & (
  | { readonly kind: "constant"; readonly value: Constant }
  | { readonly kind: "function"; readonly function: FunctionDefinition }
);

/** What a policy is made for, with what its definition says beside the rules. */
export type PolicyTarget =
  /** Kubernetes' webhooks; `match` has the kinds of objects that it concerns, all of them when there are none. */
  | { readonly kind: "admission"; readonly match: readonly ObjectKind[] }
  | { readonly kind: "http" | "terraform" }
  | {
      readonly kind: "envoy";
      /** The objects that answer for what is allowed, and for all else; a boolean answers when absent. */
      readonly response?: { readonly allowed: EnvoyAnswer; readonly denied: EnvoyAnswer };
    }
  /** An input of the author's own shape. */
  | { readonly kind: "own"; readonly answer: "allow" | "findings" }
  | {
      readonly kind: "gatekeeper";
      /** The kind of its constraints. */
      readonly constraint: string;
      /** The kinds of objects that it concerns; all of them when there are none. */
      readonly match: readonly ObjectKind[];
    };

/** A policy as the frontend read it: names resolved, types reduced to schemas, nothing inlined yet. */
export interface PolicyDefinition {
  readonly package: string;
  readonly target: PolicyTarget;
  /** The path of the entry module, for the comment at the head of the Rego. */
  readonly source: string;
  readonly description?: string;
  readonly input: Schema;
  /** The data documents, when the policy declares them. */
  readonly data?: Schema;
  /** The rules that allow or deny; a policy has these or those that find things. */
  readonly rules: readonly PolicyRule[];
  readonly findingRules: readonly FindingRule[];
  /** Helper functions and module constants (functions without parameters), by the number that `call` nodes carry. */
  readonly functions: ReadonlyMap<number, FunctionDefinition>;
}
