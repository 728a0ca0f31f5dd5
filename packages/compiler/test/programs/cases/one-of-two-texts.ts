import { envoyInput } from "@bylaw/dsl/envoy";
import { findingPolicy } from "@bylaw/dsl/policy";

// The text is one of two, of which one was an object: it came to a builtin, which ended a strict query in an error.
export default findingPolicy({
  package: "cases.one_of_two_texts",
  input: envoyInput,
  deny: {
    *unlisted(input) {
      const { host, method, headers } = input.attributes.request.http;
      for (const part of input.parsed_path) {
        if (![part, method].includes(`${host}-${headers["x-a"] ?? method}`))
          yield { msg: `${part} ${headers["x-a"] ?? method}` };
      }
    },
  },
});
