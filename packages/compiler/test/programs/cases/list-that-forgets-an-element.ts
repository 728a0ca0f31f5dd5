import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

function* others(names: readonly string[], than: string) {
  for (const name of names) if (name !== than) yield { msg: name };
}

// The list depends on an element of another in its length alone: it became a function without parameters.
export default findingPolicy({
  package: "cases.list_that_forgets_an_element",
  input: t.object({ map: t.map(t.string), path: t.string, method: t.string }),
  deny: {
    *rule({ map, path, method }) {
      for (const key of Object.keys(map))
        yield* others(
          [...path.split("/"), key].map(() => `${path}!`),
          method,
        );
    },
  },
});
