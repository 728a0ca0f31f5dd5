import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// What was put together of lists held elements that are no texts, and gave them to builtins, an error.
export default findingPolicy({
  package: "cases.elements_that_are_no_texts",
  input: t.object({ names: t.array(t.string), ones: t.array(t.object({ name: t.string })), other: t.string }),
  deny: {
    *texts({ names, other }) {
      for (const text of [...names.slice(0, 2), other]) if (`a-${text}`.trim() !== "a-b") yield { msg: text };
    },
    *records({ ones, names }) {
      const all = [
        ...ones.map(({ name }) => ({ name, other: "x" })),
        ...names.map((name) => ({ name, other: "y" })),
      ];
      for (const { name, other } of all) if (name.startsWith("a")) yield { msg: `${other}-${name}`.trim() };
    },
  },
});
