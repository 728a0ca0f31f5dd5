// A value of type unknown may be null: then `??` gives what stands after it, and it is not 1 without being there.
import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

const shape = t.object({ given: t.unknown, more: t.array(t.unknown), named: t.map(t.unknown) });

export default policy({
  package: "program_unknown_or_else",
  input: shape,
  allow: {
    "null is replaced": (input) => (input.given ?? "a") === "a",
    "null in a list is replaced": (input) => input.more.some((one) => (one ?? "a") === "a"),
    "null below a key is replaced": (input) => (input.named.a ?? "a") === "a",
    "there, and another": (input) => input.given != null && input.given !== 1,
    "there, and another in a list": (input) => input.more.some((one) => one != null && one !== 1),
  },
  deny: {
    "null is replaced, too": (input) => (input.given ?? "a") === "a",
    "there, and another, too": (input) => input.given != null && input.given !== 1,
    "it is not": (input) => (input.given ?? 1) !== 1,
  },
});
