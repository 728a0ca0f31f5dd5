import type { Report, SideSummary } from "../../report/report.ts";
import { count, minute, opaText, percent, plural } from "../describe.ts";
import { shortened } from "../escape.ts";
import { code, element, joined, type Markup } from "./markup.ts";
import { facts, table } from "./table.ts";

/** What made the report, from what, and what its words mean. */
export function aboutView(report: Report): Markup {
  const { options, sampling, gate } = report;
  const { onError = "deny" } = options;
  return joined(
    element("h2", {}, "About this report"),
    facts([
      ["made by", `bylaw ${report.tool.version}, ${minute(report.generatedAt)}`],
      ["decided by", `${opaText(report)} (${report.engine.name})`],
      [
        "confirmed with opa",
        `${plural(report.confirmed.events, "decision")}, ${count(report.confirmed.disagreements)} differ`,
      ],
      ["base", sideFacts(report.base)],
      ["head", sideFacts(report.head)],
      ["logs", options.decisions.slice(0, 20).map((name) => element("div", {}, code(name, 200)))],
      ["gate", options.failOn.length === 0 ? "none" : options.failOn.join(", ")],
      [
        "on an error",
        `the request is ${onError === "allow" ? "let through" : "refused"} (--on-error ${onError})`,
      ],
      ["comparable", `${percent(gate.comparable)}; at least ${percent(gate.minComparable)} is asked for`],
      [
        "decision paths",
        options.paths.length === 0
          ? "all"
          : options.paths.slice(0, 20).map((path) => element("div", {}, code(path, 200))),
      ],
      [
        "sample",
        sampling.method === "all"
          ? "none"
          : `${percent(sampling.rate)} by decision id; ${count(sampling.passedOver)} passed over`,
      ],
    ]),
    table(
      "Files",
      [
        { title: "file", cell: ({ name }) => code(name, 200) },
        { title: "format", cell: ({ format, compressed }) => (compressed ? `${format}, gzip` : format) },
        { title: "wrapped in", cell: ({ envelopes }) => shortened(envelopes.join(", "), 100) },
        { title: "bytes", number: true, cell: ({ bytes }) => count(bytes) },
        { title: "events", number: true, cell: ({ events }) => count(events) },
        { title: "unreadable", number: true, cell: ({ unreadable }) => count(unreadable) },
      ],
      report.sources,
      { noun: "file" },
    ),
    recordedBy(report),
    element("h3", {}, "What is shown, and what is not"),
    element(
      "p",
      {},
      "A value of an input is shown where a rule of either side compares that place with a literal and the value is that literal. Of answers, truth values and literals of the policies are shown. In place of all else stand its type and length, such as ‹string, 36›. The text of the rules is shown as it is.",
    ),
    report.options.reveal.length === 0
      ? undefined
      : element(
          "p",
          {},
          "Shown whatever they are, as this run was told to: values at ",
          code(report.options.reveal.join(", "), 400),
          ".",
        ),
    element("h3", {}, "Words"),
    facts([
      ["recorded decision", "A decision that OPA wrote into a log. What was not logged is not here."],
      ["base, head", "The policy as it is, and as it would be. Both decide each recorded input again."],
      [
        "grant, lock-out",
        onError === "allow"
          ? "What was not let through and would be, by an error too; what was let through and would not be."
          : "What was not allowed and would be; what was allowed and would not be, an error included.",
      ],
      [
        "not compared",
        "The log does not hold what the answer of a side may depend on, or base does not give the recorded result.",
      ],
    ]),
  );
}

function sideFacts({ label, kind, commit, digest, regoVersion }: SideSummary): Markup {
  return joined(
    code(label, 200),
    ` (${kind}${commit === null ? "" : `, commit ${commit.slice(0, 12)}`}, Rego v${regoVersion}, SHA-256 `,
    code(digest.slice(0, 12)),
    ")",
  );
}

function recordedBy({ recordedBy: versions, revisions }: Report): Markup {
  return joined(
    table(
      "Recorded by",
      [
        { title: "OPA", cell: ({ opaVersion }) => shortened(opaVersion, 60) },
        { title: "events", number: true, cell: (row) => count(row.count) },
      ],
      versions,
      { most: 20 },
    ),
    revisions.length === 0
      ? undefined
      : table(
          "Bundle revisions",
          [
            { title: "bundle", cell: ({ bundle }) => code(bundle, 160) },
            { title: "revision", cell: ({ revision }) => code(revision, 160) },
            { title: "events", number: true, cell: (row) => count(row.count) },
          ],
          revisions,
          { most: 100 },
        ),
  );
}
