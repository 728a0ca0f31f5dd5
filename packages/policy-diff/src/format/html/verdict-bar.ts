import type { Report } from "../../report/report.ts";
import { count, distrust, minute, percent, reproduced, sideText, totalsByKind } from "../describe.ts";
import { shortened } from "../escape.ts";
import { code, element, type Markup } from "./markup.ts";
import { kindNames } from "./wording.ts";

/** The outcome in one line, which stays in sight. */
export function verdictBar(report: Report): Markup {
  const kinds = totalsByKind(report);
  const figure = (kind: keyof typeof kinds) =>
    element(
      "li",
      { class: kinds[kind] > 0 ? `figure ${kind}` : "figure none" },
      element("b", {}, count(kinds[kind])),
      ` ${kindNames[kind]}`,
    );
  return element(
    "header",
    { class: "verdict" },
    element("h1", {}, "Bylaw diff"),
    element("p", { class: `gate ${gateState(report)}` }, gateText(report)),
    element(
      "ul",
      { class: "figures", "aria-label": "Changes by kind" },
      figure("grant"),
      figure("lockout"),
      figure("error"),
      figure("other"),
      element(
        "li",
        { class: "figure none" },
        element("b", {}, count(report.totals.indeterminate)),
        ` not compared (${percent(report.totals.indeterminate / Math.max(1, report.totals.events))})`,
      ),
    ),
    element(
      "p",
      { class: "sides" },
      code(shortened(sideText(report.base), 60)),
      " → ",
      code(shortened(sideText(report.head), 60)),
      report.window === null
        ? ""
        : ` · recorded ${minute(report.window.from)} to ${minute(report.window.to)}`,
      ` · base reproduces ${percent(reproduced(report))}`,
    ),
  );
}

function gateState({ gate }: Report): string {
  if (!gate.reliable) return "unreliable";
  if (gate.tripped.length > 0) return "failed";
  return gate.failOn.length > 0 ? "passed" : "unset";
}

function gateText(report: Report): string {
  const { gate } = report;
  if (!gate.reliable) return `⚠ ${distrust(report) ?? "Do not rely on this."}`;
  if (gate.tripped.length > 0) return `✕ Gate failed: ${gate.tripped.join(", ")}`;
  return gate.failOn.length > 0 ? `✓ Gate passed (${gate.failOn.join(", ")})` : "No gate is set";
}
