import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// The test that headers are an object was left out, as what follows enters them, but they are counted first: of a number,
// that is an error where errors of builtins are strict.
export default policy({
  package: "cases.counted_before_entered",
  input: t.object({ method: t.string, headers: t.map(t.string) }),
  allow: { everything: ({ method }) => method === "GET" },
  deny: {
    "none, and one": ({ method, headers }) =>
      (method === "GET" || Object.values(headers).length === 0) ===
      Object.entries(headers).some(([key, value]) => key !== value && value === "b"),
  },
});
