import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// What may be either was in the list only where both were texts: a finding was lost.
function* found(names: readonly string[], other: string) {
  for (const name of names) if (name !== other) yield { msg: name, details: { of: other } };
}
export default findingPolicy({
  package: "cases.one_of_two_in_a_list",
  input: t.object({ map: t.map(t.string), paths: t.array(t.string), method: t.string }),
  deny: {
    *rule({ map, paths, method }) {
      yield* found([...paths, map[method] ?? "a"], paths.join("x-a"));
    },
  },
});
