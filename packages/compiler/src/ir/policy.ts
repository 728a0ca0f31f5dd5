import type { Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import type { FunctionDefinition } from "./expression.ts";

export interface PolicyRule {
  readonly name: string;
  readonly effect: "allow" | "deny";
  readonly description?: string;
  readonly predicate: FunctionDefinition;
  readonly span: Span;
}

/** A policy as the frontend read it: names resolved, types reduced to schemas, nothing inlined yet. */
export interface PolicyDefinition {
  readonly package: string;
  /** The path of the entry module, for the comment at the head of the Rego. */
  readonly source: string;
  readonly description?: string;
  readonly input: Schema;
  readonly rules: readonly PolicyRule[];
  /** Helper functions and module constants (functions without parameters), by the number that `call` nodes carry. */
  readonly functions: ReadonlyMap<number, FunctionDefinition>;
}
