import { comprehensionBody } from "./comprehension-body.ts";
import { dependenciesOf } from "./computation.ts";
import type { Operand, Read } from "./formula.ts";
import { mentions } from "./functions.ts";
import { mayBeEmpty, prefixOf, readKey } from "./reads.ts";
import { innerScope, type Scope } from "./scope.ts";
import { localOf } from "./terms.ts";

/**
 * Writes guards of values that are worked out of others. Where TypeScript does not get that far, one of those others
 * may be missing: the guards then concern nothing, and must not fail.
 */
export function wherePossible(scope: Scope, reads: readonly Read[], write: (inner: Scope) => void): void {
  const root = reads
    .flatMap(computedRoots)
    .find((one) => !scope.locals.has(readKey(one)) && !scope.promised.has(readKey(one)));
  if (root === undefined) {
    write(scope);
    return;
  }
  const worked = innerScope(scope);
  const head = localOf(worked, root, true);
  const inner = innerScope(scope);
  const name = scope.names.fresh("possible");
  inner.locals.set(readKey(root), name);
  wherePossible(inner, reads, write);
  if (inner.statements.length === 0) return;
  scope.statements.push({
    kind: "every",
    variable: mentions(inner.statements, name) ? name : "_",
    collection: { kind: "comprehension", head, body: comprehensionBody(worked.statements) },
    body: inner.statements,
    origin: "guard",
  });
}

/** The values that a read starts from or is looked up by, and that cannot be worked out without what may be missing. */
function computedRoots(read: Read): readonly Read[] {
  const keys = read.steps.flatMap(({ key }) => (typeof key === "object" ? computedRoots(key) : []));
  if (read.root.kind !== "computed" || read.root.computation.kind === "narrowed") return keys;
  const { operands } = dependenciesOf(read.root.computation);
  return operands.some(mayBeMissing) ? [...keys, prefixOf(read, 0)] : keys;
}

function mayBeMissing(operand: Operand): boolean {
  const read = operand.kind === "read" ? operand : operand.kind === "count" ? operand.of : undefined;
  return read !== undefined && (mayBeEmpty(read) || computedRoots(read).length > 0);
}
