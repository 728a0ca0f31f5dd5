import type { PolicyKind } from "@bylaw/dsl";
import type { Schema } from "@bylaw/dsl/schema";
import type { FindingEffect } from "./ir/finding.ts";

/** A place in a source file. Lines and columns count from 1, columns in UTF-16 units. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What the compiler has to say about one place. */
export interface Diagnostic {
  /** A fixed code of the registry, `BYL` and four digits, or `TS` and TypeScript's own number. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
  readonly span?: Span;
}

/** One rule of a policy, as the author named it. */
export interface CompiledRule {
  readonly name: string;
  /** A rule that only warns denies nothing; one that obliges says what must be done for a decision to hold. */
  readonly effect: "allow" | "deny" | FindingEffect;
  readonly description?: string;
  readonly span: Span;
  /** The rows of the generated Rego at which the rule's bodies begin. */
  readonly rows: readonly number[];
}

/** A literal that the policy compares an input path with, for generators: they try it at that path. */
export interface ComparedLiteral {
  /** Property names and indices below `input`; `*` stands for any element or key. */
  readonly path: readonly (string | number)[];
  readonly value: string | number | boolean | null;
  /** How it is compared: `prefix`, `suffix` and `contains` come from string methods, the rest from operators. */
  readonly relation: "equals" | "prefix" | "suffix" | "contains" | "order";
}

/** A kind of Kubernetes objects, as `match` names it; the core group is the empty text. */
export interface MatchedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A policy compiled to Rego. */
export interface CompiledPolicy {
  /** The Rego package, dotted: `istio.authz`. */
  readonly package: string;
  readonly kind: PolicyKind;
  /** What the comment above the policy says. */
  readonly description?: string;
  /** The decision that is asked for: `istio/authz/allow`, `k8srequiredlabels/violation`. */
  readonly entrypoint: string;
  /** What the entrypoint gives: whether the input is allowed (perhaps an object that says so), or what is found in it. */
  readonly answer: "allow" | "findings";
  readonly rego: string;
  readonly rules: readonly CompiledRule[];
  /** The kinds of Kubernetes objects that the policy concerns; absent when it names none. */
  readonly match?: readonly MatchedKind[];
  /** The kind of the Gatekeeper constraints that the policy is the template of. */
  readonly constraint?: string;
  /** The declared input, read from its TypeScript type. */
  readonly input: Schema;
  /** The declared data documents; absent when the policy declares none. */
  readonly data?: Schema;
  readonly comparedLiterals: readonly ComparedLiteral[];
  /** The input paths that the rules read, as in {@link ComparedLiteral.path}. */
  readonly reads: readonly ComparedLiteral["path"][];
  /** Row of the Rego (from 1) → place in TypeScript. */
  readonly sourceMap: ReadonlyMap<number, Span>;
}

/** Either a policy, perhaps with warnings, or errors and nothing else. */
export type Compilation =
  | { readonly ok: true; readonly policy: CompiledPolicy; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
