import type { Schema, Shape } from "../schema/index.ts";

/** The answer of a policy to one input. */
export interface Decision {
  /** Some allow rule holds and no deny rule does. */
  readonly allow: boolean;
  /** The allow rules that hold, sorted by code point; also where a deny rule overrides them. */
  readonly allowedBy: readonly string[];
  /** The deny rules that hold, sorted, with `malformed input` where one could not read what it needed. */
  readonly deniedBy: readonly string[];
  /** The input paths that deny rules read and that were not as declared, sorted. */
  readonly malformed: readonly string[];
}

export interface DecideOptions {
  /**
   * `reads` (the default) checks each part of the input when a rule reads it. `whole` checks all of it first and
   * allows nothing when any part is malformed.
   */
  readonly check?: "reads" | "whole";
  /** The time that rules see as `now()`; nanoseconds since 1970 when a bigint. The present time when absent. */
  readonly now?: Date | bigint;
  /** The documents that rules see as `data`, for policies that declare them. */
  readonly data?: unknown;
}

/** What a policy is for, which says what its input looks like and how it answers. */
export type PolicyKind = "admission" | "envoy" | "gatekeeper" | "http" | "own" | "terraform";

/** A policy: run it natively with `decide`, or compile its module to Rego. */
export interface Policy<Input, Names extends string, Answer extends Decision = Decision> {
  readonly kind: PolicyKind;
  /** The Rego package, dotted. */
  readonly package: string;
  /** The names of all rules, sorted by code point. */
  readonly rules: readonly Names[];
  /** The declared input as data. */
  readonly input: Schema;
  /** The declared input as a shape, with its type. */
  readonly shape: Shape<Input>;
  /** The declared data documents; absent when the policy declares none. */
  readonly data?: Schema;
  /**
   * Decides one input. Whatever the input is, this neither throws nor allows by accident: a rule that cannot read
   * what it needs does not allow, and denies if it is a deny rule.
   *
   * @param input anything; what is not of the declared shape is malformed where a rule reads it
   * @throws TypeError when `options.now` is not a valid date
   */
  readonly decide: (input: unknown, options?: DecideOptions) => Answer;
}

/** A rule: whether it holds for an input of the declared shape. */
export type Rule<Input> = (input: Input) => boolean;

/** A rule that may look at the data documents too. */
export type DataRule<Input, Data> = (input: Input, data: Data) => boolean;
