import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// The list depends on an element of another in its length alone: it became a function without parameters.
export default findingPolicy({
  package: "cases.list_that_forgets_an_element",
  input: t.object({ names: t.array(t.string), others: t.array(t.string), text: t.string }),
  deny: {
    *rule({ names, others, text }) {
      for (const name of names)
        for (const one of [...others, name].map(() => `${text}!`))
          if (!others.includes(one)) yield { msg: one };
    },
  },
});
