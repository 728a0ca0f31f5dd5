/** Why a diff could not be made, or must not be relied on. The message names the file or option. */
export type DiffFailureCode =
  | "decisionsNotFound"
  | "decisionsInvalid"
  | "policyNotFound"
  | "policyInvalid"
  | "revisionInvalid"
  | "dataInvalid"
  | "optionInvalid"
  | "expectedInvalid"
  | "reportInvalid"
  | "engineFailed"
  | "enginesDisagree"
  | "summaryInvalid"
  | "testsInvalid"
  | "outputFailed";

export interface DiffFailedOptions extends ErrorOptions {
  /** A JSON document with everything needed to see the disagreement again; it holds recorded values. */
  readonly caseFile?: string;
}

/** A diff that could not be made: exit code 2. */
export class DiffFailed extends Error {
  readonly code: DiffFailureCode;
  readonly caseFile: string | undefined;

  constructor(code: DiffFailureCode, message: string, options: DiffFailedOptions = {}) {
    super(message, options);
    this.name = "DiffFailed";
    this.code = code;
    this.caseFile = options.caseFile;
  }
}
