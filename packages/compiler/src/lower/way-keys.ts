import type { Schema } from "@bylaw/dsl/schema";
import { createNumbers } from "../rego/numbers.ts";
import { collectionRead } from "./collections.ts";
import type { Read, Root } from "./formula.ts";
import { prefixOf, readKey } from "./reads.ts";

/**
 * The function that gives a text which is the same for reads of which the same can be asked: elements of one list are
 * alike, though each loop over it has a name of its own for them.
 */
export function createWayKeys(): (read: Read) => string {
  const numberOf = createNumbers<Schema>();
  const roots = new Map<Root, string>();
  const wayKey = (read: Read): string => {
    const known = roots.get(read.root) ?? rootKey(read);
    roots.set(read.root, known);
    let key = known;
    for (const step of read.steps) {
      const name = typeof step.key === "object" ? `[${readKey(step.key)}]` : JSON.stringify(step.key);
      key += `/${name} ${step.presence} ${numberOf(step.schema)}`;
    }
    return key;
  };
  const rootKey = (read: Read): string => {
    const { root } = read;
    if (root.kind === "variable") {
      const of = collectionRead(root.variable.collection);
      if (of === undefined) return readKey(prefixOf(read, 0));
      return `${root.variable.collection.kind}(${wayKey(of)}) ${numberOf(root.schema)} ${root.trusted}`;
    }
    if (root.kind !== "computed" || root.computation.kind !== "narrowed") return readKey(prefixOf(read, 0));
    const { of, key, values } = root.computation;
    const told = `${JSON.stringify([key, ...values])} ${root.trusted} ${root.optional}`;
    return `narrowed(${wayKey(of)}) ${told} ${numberOf(root.schema)}`;
  };
  return wayKey;
}
