import type { Node } from "ts-morph";
import type { FindingEffect } from "../../ir/finding.ts";
import type { PolicyTarget } from "../../ir/policy.ts";
import type { Reader } from "../reader.ts";

/** A property of a policy's definition that holds rules by name. */
export type RuleSet =
  | { readonly property: string; readonly form: "predicate"; readonly effect: "allow" | "deny" }
  | {
      readonly property: string;
      /** The property that the other one is in. */
      readonly within?: string;
      readonly form: "finding";
      readonly effect: FindingEffect;
    };

/** The properties of a policy's definition, by name. */
export type Definition = ReadonlyMap<string, Node>;

/** How a policy of one kind is written. */
export interface KindOfPolicy {
  /** The function of @bylaw/dsl that makes one. */
  readonly maker: string;
  readonly ruleSets: readonly RuleSet[];
  /** What the definition says beside its rules. Throws Refusal. */
  readonly target: (definition: Definition, at: Node, reader: Reader) => PolicyTarget;
  /** The Rego package. Throws Refusal. */
  readonly packageName: (definition: Definition, at: Node) => string;
}
