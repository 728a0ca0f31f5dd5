import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// Of two rules that say the same one stayed, and a variable that has its name hid it.
export default findingPolicy({
  package: "cases.twins_and_a_variable",
  input: t.object({ on: t.boolean, name: t.opt(t.string), names: t.array(t.string), other: t.opt(t.string) }),
  deny: {
    *first({ name, names }) {
      for (const one of names) {
        const chosen = names.find((text) => text !== one) ?? "none";
        if (!names.includes((one === "a" ? undefined : name) ?? one))
          yield { msg: `${chosen} ${name ?? one}` };
      }
    },
    *second({ on, name, names, other }) {
      if ([...names, on ? "on" : "off"].map((one) => `${one}-`)[0] !== "on-")
        yield { msg: `${(on ? name : other) ?? "none"}` };
      if ([on ? "on" : "off", ...names].map((one) => `${one}-`)[1] !== "on-")
        yield { msg: `${(on ? name : other) ?? "nobody"}${names[0] ?? "x"}` };
    },
  },
});
