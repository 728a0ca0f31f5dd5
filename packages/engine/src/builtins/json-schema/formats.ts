// Source: OPA internal/gojsonschema/format_checkers.go.
import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import { isAddress } from "../net.ts";
import { compiledPattern } from "../regex.ts";
import { parseTime } from "../time-layout.ts";
import { urlOperand } from "../uri.ts";

function isWithoutError(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    if (error instanceof BuiltinError) return false;
    throw error;
  }
}

function isTime(...layouts: readonly string[]): (text: string) => boolean {
  return (text) => layouts.some((layout) => isWithoutError(() => parseTime(layout, text)));
}

function isUri(text: string, needsScheme: boolean): boolean {
  if (text.includes("\\")) return false;
  return isWithoutError(() => {
    if (urlOperand(text).scheme === "" && needsScheme) throw new BuiltinError("no scheme");
  });
}

function isUriTemplate(text: string): boolean {
  if (!isUri(text, false)) return false;
  let isOpen = false;
  for (const character of urlOperand(text).path) {
    if (character === "{") isOpen = true;
    else if (character === "}") isOpen = false;
  }
  return !isOpen;
}

const hostLabel = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])";
const hostname = new RegExp(`^${hostLabel}(?:\\.${hostLabel})*$`);
const uuid = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/i;
const pointer = /^(?:\/(?:[^~/]|~0|~1)*)*$/;
const relativePointer = /^(?:0|[1-9][0-9]*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/;

/** An address without name, comments and quotes; Go's net/mail takes those too. */
function isEmail(text: string): boolean {
  if (!text.includes("@")) return false;
  if (/[\0-\x20\x7f()<>[\]:;\\,"]/.test(text))
    throw new UnsupportedCall("the address has more than a plain one");
  return /^[^@.]+(?:\.[^@.]+)*@[^@.]+(?:\.[^@.]+)*$/.test(text);
}

/** Each on texts; a format that is not here, and what is no text, is always right. */
export const formats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ["date", isTime("2006-01-02")],
  ["time", isTime("15:04:05Z07:00", "15:04:05")],
  [
    "date-time",
    isTime(
      "15:04:05",
      "15:04:05Z07:00",
      "2006-01-02",
      "2006-01-02T15:04:05Z07:00",
      "2006-01-02T15:04:05.999999999Z07:00",
    ),
  ],
  ["hostname", (text) => text.length < 256 && hostname.test(text)],
  ["email", isEmail],
  ["idn-email", isEmail],
  ["ipv4", (text) => text.includes(".") && isAddress(text)],
  ["ipv6", (text) => text.includes(":") && isAddress(text)],
  ["uri", (text) => isUri(text, true)],
  ["iri", (text) => isUri(text, true)],
  ["uri-reference", (text) => isUri(text, false)],
  ["iri-reference", (text) => isUri(text, false)],
  ["uri-template", isUriTemplate],
  ["uuid", (text) => uuid.test(text)],
  ["regex", (text) => isWithoutError(() => compiledPattern(text))],
  ["json-pointer", (text) => pointer.test(text)],
  ["relative-json-pointer", (text) => relativePointer.test(text)],
]);
