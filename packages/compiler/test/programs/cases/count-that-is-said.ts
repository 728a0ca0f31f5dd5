import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// What is no list was counted for a message, and for details: an error of the builtin.
export default findingPolicy({
  package: "cases.count_that_is_said",
  input: t.object({ path: t.array(t.string), other: t.opt(t.array(t.string)), map: t.map(t.string) }),
  deny: {
    *message(input) {
      yield { msg: `${input.path.length}` };
    },
    *"message of several"(input) {
      yield { msg: `${input.path.length + 1} and ${input.path.length}` };
    },
    *details(input) {
      yield { msg: "details", details: { of: input.path.length, product: input.path.length * 2 } };
    },
    *"details of others"(input) {
      yield {
        msg: "others",
        details: { keys: Object.keys(input.map).length, set: new Set(input.path).size },
      };
      yield { msg: "other", details: { other: [input.other?.length ?? 0] } };
    },
    *joined(input) {
      yield { msg: `${input.path.filter((x) => x !== "a").length} ${input.path.join(",")}` };
    },
    *elements(input) {
      for (const part of input.path) yield { msg: part, details: { of: input.path.length } };
    },
  },
});
