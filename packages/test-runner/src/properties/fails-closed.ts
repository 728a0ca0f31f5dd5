import type { Json } from "@bylaw/engine";
import { heldValues, type Path, valueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { withValue } from "./input-places.ts";
import { neverGrants, outside, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

/** What takes the place of a value; undefined removes it. */
const damages: readonly (Json | undefined)[] = [undefined, null, "x", 7, true, [], {}, [null]];
const mostPlaces = 40;

/** Damage never opens anything: a part that is missing or of another type gets nobody in who was denied. */
export const failsClosed = readyProperty<object>(
  (): Property => ({
    name: "failsClosed",
    claim: "what is denied stays denied when a part of it is missing or of another type than declared",
    inputs: "wellFormed",
    silence: ({ input }) =>
      input === undefined
        ? "without the shape of its input, nothing is malformed; give regoPolicy an input"
        : undefined,
    check: (question, verdict, context) => {
      if (question.input === undefined) return outside;
      return neverGrants(verdict, damaged(question, context.policy), context, "when damaged");
    },
  }),
);

function* damaged(question: Question, policy: TestedPolicy): Generator<Question> {
  const places = heldValues(question.input ?? null, 400)
    .map(({ path }) => path)
    .filter((path) => isRead(path, policy) && !namesKind(path, policy));
  for (const path of places.slice(0, mostPlaces)) {
    // An empty input says nothing any more, and an empty list or object less: that is no damage.
    if (path.length === 0) continue;
    const value = valueAt(question.input ?? null, path);
    for (const damage of damages) {
      if (isContainer(value) && isContainer(damage) && Array.isArray(value) === Array.isArray(damage))
        continue;
      const other = withValue(question, { document: "input" }, path, damage);
      if (!policy.isWellFormed(other)) yield other;
    }
  }
}

function isContainer(value: Json | undefined): boolean {
  return typeof value === "object" && value !== null;
}

/** Whether a policy reads there, below or above; all of it when nothing is known. */
function isRead(path: Path, { reads }: TestedPolicy): boolean {
  if (reads.length === 0) return true;
  return reads.some((read) =>
    path.every((key, index) => index >= read.length || read[index] === "*" || String(read[index]) === key),
  );
}

/** Another kind of object is one that a policy of Kubernetes is not about. */
function namesKind(path: Path, { kind }: TestedPolicy): boolean {
  if (kind !== "gatekeeper" && kind !== "admission") return false;
  return path.length <= 1 || path[1] === "kind" || path.at(-1) === "kind" || path.at(-1) === "apiVersion";
}
