// Source: OPA v1/topdown/template_string.go and print.go.
import { regoText } from "../values/text.ts";
import { isSet, type Value } from "../values/value.ts";
import { BuiltinTypeError } from "./builtin.ts";

/** Joins the parts of a template string: texts, and sets of one value or none for what is undefined. */
export function templateString(parts: readonly Value[]): string {
  return parts.map(shown).join("");
}

function shown(part: Value): string {
  if (!isSet(part)) return display(part);
  const [value, other] = part.values();
  if (value === undefined) return "<undefined>";
  if (other !== undefined) throw new BuiltinTypeError("template-strings must not produce multiple outputs");
  return display(value);
}

function display(value: Value): string {
  return typeof value === "string" ? value : regoText(value);
}
