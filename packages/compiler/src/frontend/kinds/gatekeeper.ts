import { Refusal } from "../../diagnostics/report.ts";
import { spanOf } from "../span.ts";
import type { KindOfPolicy } from "./kind.ts";
import { matchedKinds } from "./object-kinds.ts";
import { textOf } from "./package-name.ts";

/** Names of kinds, which are Rego packages too once in lower case. */
const kindName = /^[A-Z][A-Za-z0-9]{0,62}$/;

export const gatekeeper: KindOfPolicy = {
  maker: "gatekeeperPolicy",
  ruleSets: [{ property: "violation", form: "finding", effect: "deny" }],
  target: (definition, at) => ({
    kind: "gatekeeper",
    constraint: textOf(definition, "kind", at),
    match: matchedKinds(definition),
  }),
  packageName: (definition, at) => {
    const kind = textOf(definition, "kind", at);
    if (kindName.test(kind)) return kind.toLowerCase();
    throw new Refusal("BYL1007", JSON.stringify(kind), spanOf(definition.get("kind") ?? at));
  },
};
