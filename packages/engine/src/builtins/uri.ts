// Source: OPA v1/topdown/uri.go.
import type { Value } from "../values/value.ts";
import { BuiltinError, text, type ValueBuiltin } from "./builtin.ts";
import { textOfBinary } from "./bytes.ts";
import { type GoUrl, parseUrl, splitHost, UrlError } from "./url.ts";

/**
 * Reads a URL for a builtin.
 *
 * @throws {BuiltinError} where Go refuses it
 */
export function urlOperand(given: string): GoUrl {
  try {
    return parseUrl(given);
  } catch (error) {
    throw error instanceof UrlError ? new BuiltinError(error.message) : error;
  }
}

function parts(url: GoUrl): Value {
  const [hostname, port] = splitHost(url.host);
  const found = {
    scheme: url.scheme,
    hostname,
    port,
    path: url.path,
    raw_path: url.rawPath || url.path,
    raw_query: url.rawQuery,
    fragment: url.fragment,
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => (value === "" ? [] : [[name, textOfBinary(value)]])),
  );
}

function isValid([given]: readonly Value[]): boolean {
  if (typeof given !== "string" || given === "") return false;
  try {
    parseUrl(given);
    return true;
  } catch (error) {
    if (error instanceof UrlError) return false;
    throw error;
  }
}

export const uriBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["uri.parse", (args) => parts(urlOperand(text(args, 0)))],
  ["uri.is_valid", isValid],
]);
