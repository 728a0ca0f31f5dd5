import { base64Pattern, base64UrlPattern, hexPattern, percentPattern } from "@bylaw/dsl/encoding";
import type { Statement, Term } from "../rego/ast.ts";
import { bind, call, compare, holds, scalar, variable } from "../rego/terms.ts";
import { functionRule, type LibraryFunction } from "./function.ts";

const text = variable("text");

/** `base64Decode(text)` */
export const base64Decode = ofBase64("base64Decode", "base64_decoded", base64Pattern, "base64.decode");

/** `base64UrlDecode(text)` */
export const base64UrlDecode = ofBase64(
  "base64UrlDecode",
  "base64url_decoded",
  base64UrlPattern,
  "base64url.decode",
);

/** `hexDecode(text)` */
export const hexDecode = decoder("hexDecode", "hex_decoded", hexPattern, call("hex.decode", text));

/** `percentDecode(text)` */
export const percentDecode = decoder(
  "percentDecode",
  "percent_decoded",
  percentPattern,
  // OPA's builtin is for queries, where a plus is a space.
  call("urlquery.decode", call("replace", text, scalar("+"), scalar("%2B"))),
);

/** Of Base64, only the bytes show whether they are UTF-8. */
function ofBase64(name: string, wish: string, pattern: string, builtin: string): LibraryFunction {
  const isUtf8 = call("regex.match", scalar(hexPattern), call("hex.encode", variable("decoded")));
  const made = decoder(name, wish, pattern, call(builtin, text), [holds(isUtf8, "policy")]);
  return {
    ...made,
    rules: (rule, literals, fresh) => [
      ...made.rules(rule, literals, fresh),
      // OPA's WebAssembly decodes the empty text to nothing.
      functionRule(rule, ["text"], [holds(compare(text, "==", scalar("")), "policy")], scalar("")),
    ],
  };
}

/** The builtin is asked only of a text of its form, where it does not fail. */
function decoder(
  name: string,
  wish: string,
  pattern: string,
  result: Term,
  conditions: readonly Statement[] = [],
): LibraryFunction {
  return {
    name,
    operands: [0],
    check: () => undefined,
    result: () => ({ kind: "string" }),
    wish,
    rules: (rule) => [
      { kind: "default", name: rule, parameters: 1, value: null },
      functionRule(
        rule,
        ["text"],
        [
          holds(call("is_string", text), "policy"),
          holds(call("regex.match", scalar(pattern), text), "policy"),
          bind("decoded", result),
          ...conditions,
        ],
        variable("decoded"),
      ),
    ],
  };
}
