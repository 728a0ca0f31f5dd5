import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// The keys of a list are numbers: what was gone through for the keys of an object gave them to builtins, an error.
export default findingPolicy({
  package: "cases.keys_of_a_list",
  input: t.object({ labels: t.opt(t.map(t.string)), name: t.string }),
  deny: {
    *keys({ labels, name }) {
      for (const key of Object.keys(labels ?? {})) if (key.startsWith("a")) yield { msg: `${name}${key}` };
    },
    *some({ labels, name }) {
      if (Object.keys(labels ?? {}).some((key) => key.startsWith("a"))) yield { msg: name };
    },
    *entries({ labels, name }) {
      if (Object.entries(labels ?? {}).some(([key, value]) => key.startsWith(value))) yield { msg: name };
    },
    *every({ labels, name }) {
      if (Object.entries(labels ?? {}).every(([key, value]) => key.startsWith("a") && value !== ""))
        yield { msg: name };
    },
    *count({ labels, name }) {
      if (Object.keys(labels ?? {}).filter((key) => key.endsWith("a")).length > 0) yield { msg: name };
    },
  },
});
