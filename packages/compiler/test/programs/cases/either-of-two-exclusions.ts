import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

const target = t.union(
  t.object({ kind: t.oneOf("file"), name: t.string, owner: t.opt(t.string) }),
  t.object({ kind: t.oneOf("row"), name: t.string, owner: t.opt(t.string) }),
  t.object({ kind: t.oneOf("cell"), name: t.string, owner: t.opt(t.string) }),
);

// Constants of type string narrow nothing for TypeScript, while the compiler knows their values.
const file: string = "file";
const row: string = "row";

// A kind that is not one or not the other was taken for one of both.
export default policy({
  package: "cases.either_of_two_exclusions",
  input: t.object({ target }),
  allow: {
    "any kind, without an owner": ({ target: one }) =>
      (one.kind !== file || one.kind !== row) && one.owner === undefined,
    "not this one, or of that name": ({ target: one }) =>
      (one.kind !== "file" || one.name === "a") && (one.kind !== "row" || one.name === "b"),
  },
  deny: {
    "two of three": ({ target: one }) => !(one.kind !== "cell" && one.kind !== "row") && one.name === "b",
  },
});
