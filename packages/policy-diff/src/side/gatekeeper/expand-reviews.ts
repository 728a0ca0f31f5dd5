import type { Json } from "@bylaw/engine";
import type { MaskedField, RecordedEvent } from "../../event/recorded-event.ts";
import { isObject } from "../../json-value.ts";
import type { ConstraintDecision, Side } from "../side.ts";
import { type ReviewedEvent, reviewedEvent } from "./reviewed-event.ts";
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
    const { review, masked, decision } = found;
    const kinds = kindsIn(review, masked);
    const paths = constraints.filter((constraint) => isAbout(constraint, kinds)).map(({ path }) => path);
    const known = found.namespaceKnown || !readsNamespace;
    return [...new Set(paths)].sort().map(
      (path): RecordedEvent => ({
        ...event,
        asked: { kind: "decision", path: `${path}/${decision}` },
        input: { kind: "given", value: { review } },
        recorded: { kind: "undefined" },
        withoutRecord: true,
        masked: [
          ...masked,
          ...(known ? [] : [{ pointer: "/input/review/namespaceObject", change: "removed" as const }]),
        ],
      }),
    );
  };
}

function reviewIn(event: RecordedEvent): (ReviewedEvent & { readonly decision: string }) | undefined {
  const { asked, input, masked, summed } = event;
  const isCorpus = summed?.isReview === true;
  const reviewed = isCorpus ? undefined : reviewedEvent(event);
  if (reviewed !== undefined) return { ...reviewed, decision: "deny" };
  const value = input.kind === "given" ? input.value : null;
  if (!isObject(value) || !isObject(value.review)) return undefined;
  if (!isCorpus && (asked.kind !== "decision" || asked.path !== objectPath)) return undefined;
  const { review } = value;
  return {
    review,
    namespaceKnown: review.namespaceObject !== undefined,
    masked: masked.filter(({ pointer }) => pointer.startsWith("/input/")),
    decision: isCorpus ? "deny" : "violation",
  };
}

/** The kinds of the objects; where that of one is masked, the kind that was asked about. */
function kindsIn(review: Json, masked: readonly MaskedField[]): readonly string[] {
  return ["object", "oldObject"].flatMap((key) => {
    const kind = textAt(review, [key, "kind"]);
    const around = ["/input/review", `/input/review/${key}`, `/input/review/${key}/kind`];
    const isMasked = masked.some(({ pointer }) => around.includes(pointer));
    return [kind, isMasked ? textAt(review, ["kind", "kind"]) : undefined].filter(
      (name) => name !== undefined,
    );
  });
}

function isAbout({ kinds }: ConstraintDecision, own: readonly string[]): boolean {
  return (
    kinds === null ||
    kinds.some((names) => names.length === 0 || names.some((name) => name === "*" || own.includes(name)))
  );
}
