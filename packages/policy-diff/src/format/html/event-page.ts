import type { ExplainedEvent, GroupExplanation, ReadPlace } from "../../explain/explanation.ts";
import type { Example, Group, Report } from "../../report/report.ts";
import { answerText, minute, valueText } from "../describe.ts";
import { shortened } from "../escape.ts";
import { code, element, joined, link, type Markup } from "./markup.ts";
import { replayCommand } from "./replay-command.ts";
import { table } from "./table.ts";

/** The events that the report keeps of a group, each with its answers and the places of the input that were read. */
export function eventPages(group: Group, explanation: GroupExplanation | undefined, report: Report): Markup {
  return joined(
    element(
      "h4",
      {},
      group.examples.length === 1 ? "The smallest witness" : "Events: the smallest witness, and others",
    ),
    group.examples.map((example, index) => eventPage(group, example, index, explanation, report)),
  );
}

function eventPage(
  group: Group,
  example: Example,
  index: number,
  explanation: GroupExplanation | undefined,
  report: Report,
): Markup {
  const { source } = example;
  const explained = explanation?.events.find(
    (event) => event.source.file === source.file && event.source.position === source.position,
  );
  const command = replayCommand(group, example, report);
  const id = `g=${group.id}&e=${index + 1}`;
  return element(
    "details",
    { class: "event", id, open: index === 0 },
    element(
      "summary",
      {},
      `Event ${index + 1}: decision `,
      code(example.decision_id ?? "without id", 80),
      example.timestamp === null ? "" : `, ${minute(example.timestamp)}`,
      ", ",
      code(`${source.file}:${source.position}`, 160),
    ),
    explained === undefined ? undefined : answers(explained),
    explained === undefined ? undefined : places(explained, group),
    command === undefined
      ? undefined
      : joined(
          element(
            "p",
            { class: "note" },
            "To decide it again on head, with the whole input, but without what builtins answered then:",
          ),
          element(
            "pre",
            { class: "command" },
            command.map((line) => element("code", {}, line)),
          ),
        ),
    element("p", { class: "note" }, link(id, "Link to this event")),
  );
}

function answers({ recorded, base, head }: ExplainedEvent): Markup {
  return element(
    "dl",
    { class: "answers" },
    (
      [
        ["recorded", recorded],
        ["base", base],
        ["head", head],
      ] as const
    ).map(([name, answer]) =>
      element(
        "div",
        {},
        element("dt", {}, name),
        element("dd", {}, code(shortened(answerText(answer), 600), 600)),
      ),
    ),
  );
}

/** Places where there is something come first, then those that were looked for in vain. */
function places({ places: all }: ExplainedEvent, group: Group): Markup {
  const separating = new Set(group.where.map(({ path }) => path));
  const rank = (place: ReadPlace) =>
    (separating.has(place.path) ? 0 : 1) +
    (place.readBy?.length === 0 ? 4 : 0) +
    (place.value === undefined ? 2 : 0);
  const sorted = [...all].sort((a, b) => rank(a) - rank(b));
  return table(
    "Places of the input that the policies name",
    [
      {
        title: "place",
        cell: ({ path, readBy }) =>
          readBy === null || readBy.length === 0 ? code(path, 200) : element("b", {}, code(path, 200)),
      },
      {
        title: "value",
        cell: ({ value }) =>
          value === undefined
            ? element("span", { class: "withheld" }, "absent")
            : code(valueText(value), 200),
      },
      {
        title: "read by",
        cell: ({ readBy }) =>
          readBy === null
            ? "not known"
            : readBy.length === 0
              ? "neither"
              : readBy.length === 2
                ? "both"
                : readBy.join(""),
      },
      { title: "sets the group apart", cell: ({ path }) => (separating.has(path) ? "yes" : "") },
    ],
    sorted,
    { most: 40, noun: "place" },
  );
}
