/** One error that OPA found in Rego text. */
export interface RegoError {
  /** OPA's code, such as `rego_parse_error`. */
  readonly code: string;
  readonly message: string;
  /** The module's name as it was given; absent when the error is in none of the modules. */
  readonly file?: string;
  /** From 1. */
  readonly row?: number;
  /** From 1. */
  readonly col?: number;
}

/** The modules do not compile. */
export class RegoCompileError extends Error {
  readonly errors: readonly RegoError[];

  constructor(errors: readonly RegoError[]) {
    super(errors.map(regoErrorLine).join("\n"));
    this.name = "RegoCompileError";
    this.errors = errors;
  }
}

function regoErrorLine(error: RegoError): string {
  const place = error.file === undefined ? "" : `${error.file}:${error.row ?? 0}:${error.col ?? 0}: `;
  return `${place}${error.code}: ${error.message}`;
}

/**
 * Reads the errors that OPA prints with `--format json`.
 *
 * @param text what OPA printed, on stdout or stderr
 * @param originalNames puts the given names of modules back
 * @returns undefined when the text is not OPA's error document
 */
export function readRegoErrors(
  text: string,
  originalNames: (text: string) => string,
): readonly RegoError[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const errors = property(document, "errors");
  if (!Array.isArray(errors)) return undefined;
  return errors.map((error: unknown) => readRegoError(error, originalNames));
}

/** Reads one error object of OPA's. What is missing in it is replaced by something that shows. */
export function readRegoError(error: unknown, originalNames: (text: string) => string): RegoError {
  const location = property(error, "location");
  const code = property(error, "code");
  const message = property(error, "message");
  const file = property(location, "file");
  const row = property(location, "row");
  const col = property(location, "col");
  return {
    code: typeof code === "string" && code !== "" ? code : "rego_error",
    message: originalNames(typeof message === "string" ? withoutTraceback(message) : "unknown error"),
    ...(typeof file === "string" && file !== "" ? { file: originalNames(file) } : {}),
    ...(typeof row === "number" ? { row } : {}),
    ...(typeof col === "number" ? { col } : {}),
  };
}

/** A stack of the query that we built around the policy says nothing to the user. */
function withoutTraceback(message: string): string {
  return message.split("\n\nTraceback:")[0] ?? message;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
