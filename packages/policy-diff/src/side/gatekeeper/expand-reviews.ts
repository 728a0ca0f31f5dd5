import type { Json } from "@bylaw/engine";
import type { RecordedEvent } from "../../event/recorded-event.ts";
import { isObject } from "../../json-value.ts";
import type { ConstraintDecision, Side } from "../side.ts";
import { type Review, requestIn, reviewOfRequest } from "./review.ts";
import { textAt } from "./template.ts";

/** Makes the decisions of constraints of a recorded AdmissionReview, or of an object that is there. */
export type Expand = (event: RecordedEvent) => readonly RecordedEvent[];

/** The path of events that hold an object; see `objects-log.ts`. */
export const objectPath = "objects";

/**
 * One event for each constraint of either side that is about such a kind. Nothing of Gatekeeper is in the record, so
 * base is taken at its word.
 *
 * @returns undefined where the sides are not Gatekeeper's
 */
export function expandReviews(sides: { readonly base: Side; readonly head: Side }): Expand | undefined {
  const { base, head } = sides;
  if (base.constraints === undefined || head.constraints === undefined) return undefined;
  const constraints = [...base.constraints, ...head.constraints];
  const readsNamespace = [base, head].some(({ modules }) =>
    modules.some(
      ({ text }) =>
        /namespaceObject|"namespaceSelector"/.test(text) && !text.startsWith("package gatekeeper_match"),
    ),
  );
  return (event) => {
    const found = reviewIn(event);
    if (found === undefined) return [];
    const { review, decision } = found;
    const kinds = kindsIn(review.review);
    const paths = constraints.filter((constraint) => isAbout(constraint, kinds)).map(({ path }) => path);
    const known = review.namespaceKnown || !readsNamespace;
    return [...new Set(paths)].sort().map(
      (path): RecordedEvent => ({
        ...event,
        asked: { kind: "decision", path: `${path}/${decision}` },
        input: { kind: "given", value: { review: review.review } },
        recorded: { kind: "undefined" },
        withoutRecord: true,
        masked: [
          ...event.masked.flatMap((field) => {
            const inside = /^\/input\/request(\/.*)?$/s.exec(field.pointer);
            return inside === null ? [] : [{ ...field, pointer: `/input/review${inside[1] ?? ""}` }];
          }),
          ...(known ? [] : [{ pointer: "/input/review/namespaceObject", change: "removed" as const }]),
        ],
      }),
    );
  };
}

function reviewIn({
  asked,
  input,
}: RecordedEvent): { readonly review: Review; readonly decision: string } | undefined {
  if (input.kind !== "given" || asked.kind === "filter") return undefined;
  const request = requestIn(input.value);
  if (request !== undefined) {
    const review = reviewOfRequest(request);
    return review === undefined ? undefined : { review, decision: "deny" };
  }
  const { value } = input;
  if (asked.kind !== "decision" || asked.path !== objectPath || !isObject(value) || !isObject(value.review))
    return undefined;
  return {
    review: { review: value.review, namespaceKnown: value.review.namespaceObject !== undefined },
    decision: "violation",
  };
}

function kindsIn(review: Json): readonly string[] {
  return ["object", "oldObject"].flatMap((key) => textAt(review, [key, "kind"]) ?? []);
}

function isAbout({ kinds }: ConstraintDecision, own: readonly string[]): boolean {
  return (
    kinds === null ||
    kinds.some((names) => names.length === 0 || names.some((name) => name === "*" || own.includes(name)))
  );
}
