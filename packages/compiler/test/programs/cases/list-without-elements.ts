import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// What is put together of words of which none can be kept was gone through by a name that no rule had.
const words: readonly string[] = ["public", "a"];
const label = (on: boolean): string => (on ? "on" : "off");
export default findingPolicy({
  package: "cases.list_without_elements",
  input: t.object({ paths: t.array(t.string), method: t.string, isOpen: t.opt(t.boolean) }),
  deny: {
    *rule({ paths, method, isOpen }) {
      const kept = words.filter((word) => (isOpen === true ? word === "b" : word === "c"));
      for (const _ of kept.map((word) => label(paths[0] !== word))) yield { msg: method };
    },
  },
});
