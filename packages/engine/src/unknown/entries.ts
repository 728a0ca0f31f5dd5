import { compareValues } from "../values/order.ts";
import { type AnyObject, objectEntries } from "../values/value.ts";
import type { Run } from "./run.ts";
import { isPartial, originsOf, PartialObject, type Term } from "./term.ts";
import { NotFollowed } from "./trail.ts";

/** The entries that an object has in this run, in Rego's order as far as the keys are known. */
export function entriesOf(run: Run, object: AnyObject | PartialObject): readonly (readonly [Term, Term])[] {
  if (!(object instanceof PartialObject)) return objectEntries(object);
  run.spend(object.size);
  const entries: (readonly [Term, Term])[] = [];
  for (const [key, held] of object.entries()) {
    const value = run.present(held);
    if (value !== undefined) entries.push([run.resolve(key), value]);
  }
  return entries.sort(([left], [right]) =>
    isPartial(left) || isPartial(right) ? 0 : compareValues(left, right),
  );
}

/** The same where the order counts: refused when it depends on unknown keys. */
export function entriesInOrder(
  run: Run,
  object: AnyObject | PartialObject,
): readonly (readonly [Term, Term])[] {
  const entries = entriesOf(run, object);
  if (entries.length > 1 && entries.some(([key]) => isPartial(key)))
    throw new NotFollowed(originsOf(...entries.map(([key]) => key)));
  return entries;
}
