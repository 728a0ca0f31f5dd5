import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// What is put together was gone through for a guard that asks nothing of its elements: strict OPA refused the name.
export default findingPolicy({
  package: "cases.gone_through_for_a_guard",
  input: t.object({ kind: t.string, path: t.string, ones: t.array(t.string), others: t.array(t.string) }),
  deny: {
    *rule({ kind, path, ones, others }) {
      const both = (kind === "a" ? ones : others.flatMap((_one) => ones)).filter(() => path === "x");
      if (ones.filter((one) => both.some(() => path !== one)).every((one) => one !== kind))
        yield { msg: `${ones.filter((one) => both.some(() => path === "y" || one === path)).length}` };
    },
  },
});
