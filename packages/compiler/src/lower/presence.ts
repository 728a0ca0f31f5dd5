import { discriminantsOf, type Facts, isKnown, possible } from "./facts.ts";
import type { Key, Read } from "./formula.ts";
import { mayBeEmpty, prefixOf, readKey, withoutNull } from "./reads.ts";

/** Whether a value is there: what may be missing on the way to it was asked for, or gone through, before. */
export function isThere(read: Read, facts: Facts): boolean {
  const found = ofMember(read, facts);
  if (!mayBeEmpty(found) || isKnown(facts, found)) return true;
  if (withoutNull(found.schema).nullable) return false;
  const end = found.steps.findLastIndex((step) => step.presence !== "required") + 1;
  // A key that goes through those of an object says that there is the object.
  const through = found.steps.findLastIndex(({ key }, index) => isKeyOf(key, prefixOf(found, index)));
  if (through >= end) return true;
  return end < found.steps.length && isThere(prefixOf(found, end), facts);
}

function isKeyOf(key: Key, object: Read): boolean {
  if (typeof key !== "object" || key.root.kind !== "variable" || key.steps.length > 0) return false;
  const { collection } = key.root.variable;
  return collection.kind === "keys" && readKey(collection.of) === readKey(object);
}

/** A read below the member of a union that the value is known to be, as one that starts from a value that is there. */
function ofMember(read: Read, facts: Facts): Read {
  if (read.root.kind !== "computed" || read.root.computation.kind !== "narrowed") return read;
  const { of, key, values } = read.root.computation;
  const discriminant = discriminantsOf(of.schema).find((one) => one.key === key);
  if (discriminant === undefined || !isThere(of, facts)) return read;
  const step = { key, presence: "required", schema: of.schema } as const;
  const asked = readKey({ ...of, steps: [...of.steps, step] });
  const left = possible(
    facts,
    asked,
    discriminant.members.flatMap((member) => member.values),
  );
  return left.every((value) => values.includes(value))
    ? { ...read, root: { ...read.root, optional: false } }
    : read;
}
