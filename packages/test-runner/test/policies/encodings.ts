import {
  base64Decode,
  base64Encode,
  base64UrlDecode,
  base64UrlEncode,
  hexDecode,
  hexEncode,
  percentDecode,
  percentEncode,
} from "@bylaw/dsl/encoding";
import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

export default findingPolicy({
  package: "test.encodings",
  input: t.object({ text: t.string, plain: t.opt(t.string) }),
  deny: {
    *"what it decodes to"({ text }) {
      yield {
        msg: base64Decode(text) ?? "no base64",
        details: {
          url: base64UrlDecode(text) ?? null,
          hex: hexDecode(text) ?? null,
          percent: percentDecode(text) ?? null,
        },
      };
    },
    *"what it encodes to"({ plain }) {
      if (plain === undefined) return;
      const percent = percentEncode(plain);
      yield {
        msg: base64Encode(plain),
        details: { url: base64UrlEncode(plain), hex: hexEncode(plain), percent },
      };
      if (percentDecode(percent) !== plain) yield { msg: "not the same again" };
    },
  },
  warn: {
    "texts that are not escaped well": ({ text }) =>
      percentDecode(text) === undefined ? [{ msg: "no escapes" }] : [],
    *"words of a user"({ text }) {
      if (base64Decode(text)?.startsWith("user:") === true) yield { msg: "a user" };
      if (text === base64Encode("user:")) yield { msg: "a user without a name" };
      if ((hexDecode(text) ?? "none") !== "none") yield { msg: "hex" };
      if (base64UrlDecode(text) !== percentDecode(text)) yield { msg: "another text" };
    },
  },
});
