import { memoised } from "../memoised.ts";
import type { Statement } from "./ast.ts";
import { textKey } from "./references.ts";

/** Gives the statements of a body, each as the first one that was given of all that are equal, places and all. */
export type EqualStatements = (body: readonly Statement[]) => readonly Statement[];

/** Bodies are many and alike: what is worked out of a statement is then known wherever it stands. */
export function createEqualStatements(): EqualStatements {
  const known = new Map<string, Statement>();
  const firstOf = memoised((statement: Statement): Statement => {
    // What stands within an `every` has places of its own.
    const text = statement.kind === "every" ? JSON.stringify(statement) : placedKey(statement);
    const first = known.get(text) ?? statement;
    known.set(text, first);
    return first;
  });
  return (body) => body.map(firstOf);
}

function placedKey(statement: Statement): string {
  const { span } = statement;
  const place =
    span === undefined ? "" : `${span.line}:${span.column}-${span.endLine}:${span.endColumn} ${span.file}`;
  return `${textKey(statement)}${place}`;
}
