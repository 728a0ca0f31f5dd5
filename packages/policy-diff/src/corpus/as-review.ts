import type { JsonObject } from "@bylaw/engine";
import { normaliseEvent } from "../event/normalise.ts";
import { reviewedEvent } from "../side/gatekeeper/reviewed-event.ts";

const replaced: ReadonlySet<string> = new Set([
  "error",
  "erased",
  "input",
  "masked",
  "nd_builtin_cache",
  "result",
]);

/**
 * An event with the review that Gatekeeper would be handed, and without what was decided of it, which says nothing of
 * constraints. Of an event that is about no review nothing is left but what it asked.
 *
 * @param document an event as it was logged
 */
export function asReview(document: JsonObject): JsonObject {
  const event = normaliseEvent(document, 0, { file: "", position: 0 });
  const asked = Object.fromEntries(Object.entries(document).filter(([name]) => !replaced.has(name)));
  const { nd_builtin_cache: cache } = document;
  const found = reviewedEvent(event);
  if (found === undefined) return asked;
  const masked = [
    ...found.masked,
    ...event.masked.filter(({ pointer }) => pointer.startsWith("/nd_builtin_cache")),
  ];
  const pointers = (change: "removed" | "replaced") =>
    masked.filter((field) => field.change === change).map(({ pointer }) => pointer);
  return {
    ...asked,
    input: { review: found.review },
    erased: pointers("removed"),
    masked: pointers("replaced"),
    ...(cache === undefined ? {} : { nd_builtin_cache: cache }),
  };
}
