import { envoyInput } from "@bylaw/dsl/envoy";
import { findingPolicy } from "@bylaw/dsl/policy";

// A name was left out though the one statement that reads it does so inside of a call, which kept it.
export default findingPolicy({
  package: "cases.name_inside_a_call",
  input: envoyInput,
  deny: {
    *"a body that is not a number"(input) {
      if (typeof input.parsed_body !== "number") yield { msg: "a body that is not a number" };
    },
  },
});
