import { base64Encode, base64UrlEncode, hexEncode, percentEncode } from "@bylaw/dsl/encoding";
import type { Span } from "../compilation.ts";
import type { Encoder } from "../ir/expression.ts";
import type { Builtin } from "./computation.ts";
import type { Operand } from "./formula.ts";
import { computedRead } from "./sequences.ts";
import { constantValue, type Value } from "./value.ts";

interface Encoding {
  readonly encode: (text: string) => string;
  readonly builtin: Builtin;
  /** What the builtin writes otherwise, and how it is put right. */
  readonly replaced?: readonly [string, string];
}

const encodings: Readonly<Record<Encoder, Encoding>> = {
  base64Encode: { encode: base64Encode, builtin: "base64.encode" },
  base64UrlEncode: { encode: base64UrlEncode, builtin: "base64url.encode_no_pad" },
  hexEncode: { encode: hexEncode, builtin: "hex.encode" },
  // The builtin is for queries: a space becomes a plus, and a plus is escaped.
  percentEncode: { encode: percentEncode, builtin: "urlquery.encode", replaced: ["+", "%20"] },
};

/** A text as one of the encoders writes it; there is one for each text. */
export function encodedValue(encoder: Encoder, text: Operand, span: Span): Value {
  const { encode, builtin, replaced } = encodings[encoder];
  if (text.kind === "constant") return constantValue(encode(String(text.value)));
  const computed = (name: Builtin, ...given: readonly Operand[]) =>
    computedRead({ kind: "builtin", name, arguments: given }, { kind: "string" }, span);
  const encoded = computed(builtin, text);
  const [from, to] = replaced ?? [];
  const operand =
    from === undefined || to === undefined
      ? encoded
      : computed("replace", encoded, { kind: "constant", value: from }, { kind: "constant", value: to });
  return { kind: "operand", operand };
}
