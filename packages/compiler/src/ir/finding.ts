import type { Span } from "../compilation.ts";
import type { FunctionDefinition } from "./expression.ts";

/** What findings do: deny, warn, or say what must be done when the input is allowed, or denied. */
export type FindingEffect = "deny" | "warn" | "oblige allowed" | "oblige denied";

/** A rule that finds things, as the author named it. */
export interface FindingRule {
  readonly name: string;
  readonly effect: FindingEffect;
  readonly description?: string;
  /** Gives the list of what is found: records with `msg` and perhaps `details`; obligations have `id` in its place. */
  readonly list: FunctionDefinition;
  readonly span: Span;
}
