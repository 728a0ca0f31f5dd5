import type { Report } from "../../report/report.ts";
import { code, element, joined, type Markup } from "./markup.ts";
import { facts } from "./table.ts";

/** Whether the base documents differ between the sides. */
export function dataView({ base, head }: Report): Markup {
  const digest = (value: string | null) => (value === null ? "no documents" : code(value));
  return joined(
    element("h2", {}, "Data"),
    element("p", {}, verdict(base, head)),
    facts([
      ["base, SHA-256", digest(base.dataDigest)],
      ["head, SHA-256", digest(head.dataDigest)],
    ]),
    element(
      "p",
      { class: "note" },
      "Documents that were pushed while the log was written are in no file; where base does not give the recorded result because of them, the decision counts as not compared.",
    ),
  );
}

function verdict(base: Report["base"], head: Report["head"]): string {
  const policies = base.digest === head.digest ? "the same" : "different";
  if (base.dataDigest === null && head.dataDigest === null)
    return `Neither side has base documents; the policies are ${policies}.`;
  const documents = base.dataDigest === head.dataDigest ? "the same" : "different";
  return `The base documents of the two sides are ${documents}, the policies ${policies}.`;
}
