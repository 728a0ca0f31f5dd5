import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

const person = t.object({
  kind: t.oneOf("person"),
  realm: t.oneOf("staff", "guest"),
  name: t.string,
  mfa: t.boolean,
});
const machine = t.object({
  kind: t.oneOf("machine"),
  realm: t.oneOf("mesh"),
  name: t.string,
  owner: t.opt(t.string),
});

export default policy({
  package: "test.unions",
  input: t.object({
    subject: t.union(person, machine),
    delegate: t.opt(t.union(person, machine)),
    port: t.opt(t.union(t.string, t.number)),
    limit: t.union(t.string, t.number),
  }),
  allow: {
    "by name": ({ subject }) => subject.name === "a",
    "not by name": ({ subject }) => subject.name !== "a",
    "with a second factor": ({ subject }) => subject.kind === "person" && subject.mfa,
    owned: ({ subject }) => subject.kind === "machine" && subject.owner !== undefined,
    "for another": ({ delegate }) => delegate?.name === "a",
    "for nobody else": ({ delegate }) => delegate?.name !== "a",
  },
  deny: {
    blocked: ({ subject }) => subject.name.startsWith("b"),
    "a port that is not told": ({ port }) => port === "any",
    "no limit": ({ limit }) => limit === "none",
    "blocked delegate": ({ delegate }) => delegate?.kind === "machine" && delegate.name === "c",
  },
});
