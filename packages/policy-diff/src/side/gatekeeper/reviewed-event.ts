import type { JsonObject } from "@bylaw/engine";
import type { MaskedField, RecordedEvent } from "../../event/recorded-event.ts";
import { type Review, requestIn, reviewOfRequest } from "./review.ts";

/** What Gatekeeper would be handed of an event. */
export interface ReviewedEvent extends Review {
  /** What a mask changed, where it stands in the review. */
  readonly masked: readonly MaskedField[];
}

/** @returns undefined for an event that is about no AdmissionReview, or about one that Gatekeeper would not decide */
export function reviewedEvent({
  asked,
  input,
  masked,
}: Pick<RecordedEvent, "asked" | "input" | "masked">): ReviewedEvent | undefined {
  if (input.kind !== "given" || asked.kind === "filter") return undefined;
  const request = requestIn(input.value);
  const review = request === undefined ? undefined : reviewOfRequest(request);
  if (request === undefined || review === undefined) return undefined;
  return { ...review, masked: masked.flatMap((field) => maskedInReview(field, request)) };
}

/** Members of a request → what else of the review is made from them. */
const madeFrom: Readonly<Record<string, readonly string[]>> = {
  kind: ["namespace", "namespaceObject"],
  namespace: ["namespaceObject"],
  operation: ["object"],
};

function maskedInReview(field: MaskedField, { operation }: JsonObject): readonly MaskedField[] {
  const [, key = "", rest = ""] = /^\/input\/request(?:\/([^/]*)(.*))?$/s.exec(field.pointer) ?? [];
  if (!/^\/input\/request(\/|$)/.test(field.pointer)) return [];
  if (key === "") return [{ ...field, pointer: "/input/review" }];
  const at = (name: string) => ({ ...field, pointer: `/input/review/${name}${rest}` });
  // On a deletion the object is the old one, and what was sent in its place is not looked at.
  if (operation === "DELETE" && key === "object") return [];
  const same = operation === "DELETE" && key === "oldObject" ? [at("object")] : [];
  const made = Object.hasOwn(madeFrom, key) ? (madeFrom[key] ?? []) : [];
  return [
    at(key),
    ...same,
    ...made.map((name) => ({ pointer: `/input/review/${name}`, change: "replaced" as const })),
  ];
}
