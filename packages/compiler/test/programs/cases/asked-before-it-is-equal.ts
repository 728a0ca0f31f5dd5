import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

// A list of what equals a text from around is indexed by OPA, which then asked what is said of the text before it had one.
export default policy({
  package: "cases.asked_before_it_is_equal",
  input: t.object({
    name: t.opt(t.string),
    flag: t.opt(t.boolean),
    names: t.array(t.string),
    ones: t.array(t.object({ name: t.string, names: t.array(t.string) })),
  }),
  allow: { anything: () => true },
  deny: {
    "a flag, asked twice": ({ flag, names }) =>
      flag !== false && names.filter(() => (flag ?? false) && flag === true).length > 1,
    "a name among others": ({ name, names }) =>
      name !== "z" && names.filter((one) => name !== undefined && name !== "" && one === name).length !== 1,
    "a name in lists of lists": ({ name, ones }) =>
      name !== "z" &&
      ones.filter((one) => one.names.filter((text) => (name ?? "") !== "" && text === name).length > 0).length > 0,
  },
});
