import type { Span } from "../compilation.ts";
import type { FunctionDefinition } from "./expression.ts";

/** A rule that finds things, as the author named it. */
export interface FindingRule {
  readonly name: string;
  readonly effect: "deny" | "warn";
  readonly description?: string;
  /** Gives the list of what is found: records with `msg` and perhaps `details`. */
  readonly list: FunctionDefinition;
  readonly span: Span;
}
