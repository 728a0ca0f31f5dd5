import { envoyInput } from "@bylaw/dsl/envoy";
import { findingPolicy } from "@bylaw/dsl/policy";

// What is evaluated on ways that find nothing was not checked: a rule that could not read it found nothing.
export default findingPolicy({
  package: "cases.conditions_that_lead_nowhere",
  input: envoyInput,
  deny: {
    *"a condition of nothing"(input) {
      if (input.attributes.request.http.method === "a") yield { msg: "a method" };
      if (input.attributes.request.http.headers.a?.startsWith("q") ?? true) return;
    },
    *"a condition beside a finding"(input) {
      if (input.attributes.request.http.method === "GET") {
        if (input.attributes.source.principal?.startsWith("q") ?? true) return;
      } else if (input.truncated_body === true) yield { msg: "a cut body" };
    },
    *"a loop over nothing"(input) {
      if (input.attributes.request.http.method === "a") yield { msg: "a method" };
      for (const part of input.parsed_path) {
        const trimmed = part.trim();
        if (trimmed === input.attributes.request.http.host) continue;
      }
    },
    *"a name that nothing uses"(input) {
      const _first = input.parsed_query.q?.[0];
      switch (input.attributes.request.http.scheme) {
        case "q":
          yield { msg: "a scheme" };
      }
    },
  },
});
