import type { Diagnostic, Span } from "../compilation.ts";
import { type DiagnosticCode, diagnosticKinds } from "./registry.ts";

/**
 * Makes a diagnostic of a registered kind.
 * @param detail what exactly is wrong here; it follows the kind's title
 */
export function diagnostic(code: DiagnosticCode, detail: string, span?: Span): Diagnostic {
  const kind = diagnosticKinds[code];
  const message = detail === "" ? kind.title : `${kind.title}: ${detail}`;
  return {
    code,
    severity: kind.severity,
    message,
    hint: kind.hint,
    ...(span === undefined ? {} : { span }),
  };
}

/** Stops the compilation of one rule or declaration; the stage that runs it turns it into its diagnostic. */
export class Refusal extends Error {
  readonly diagnostic: Diagnostic;

  constructor(code: DiagnosticCode, detail: string, span?: Span) {
    super(`${code} ${detail}`);
    this.name = "Refusal";
    this.diagnostic = diagnostic(code, detail, span);
  }
}
