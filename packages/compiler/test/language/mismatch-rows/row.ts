/** One row of the differences between TypeScript and Rego: what is decided alike, and what is refused. */
export interface Row {
  readonly construct: string;
  /** Rules, as functions of the input. */
  readonly lowered?: readonly string[];
  /** Rules that are refused, and the code that says so. */
  readonly refused?: Readonly<Record<string, string>>;
}

/** A rule that allows on a condition. */
export const allow = (condition: string): string => `(input) => ${condition}`;
export const principal = "input.attributes.source.principal";
export const http = "input.attributes.request.http";
