import type { Block, Local } from "../plan/plan.ts";
import type { Uses } from "./constants.ts";
import { mentionsOf, statementsWithin, writtenIn } from "./mentions.ts";

/**
 * Whether it makes no difference in which order the rounds of a loop come: what outlives a round is a member of a
 * set, an entry of an object that no other may replace, or the one value of a rule.
 *
 * @param uses of the top-level block that the loop is in
 * @param shared locals that other blocks read
 */
export function isOrderFree(body: Block, uses: Uses, shared: ReadonlySet<Local>): boolean {
  const own = writtenIn([body]);
  const readHere = new Map<Local, number>();
  const ownWrites = new Set<Local>();
  for (const statement of statementsWithin(body)) {
    const { type, stmt } = statement;
    if (type === "ReturnLocalStmt" || type === "ResultSetAddStmt" || type === "BreakStmt") return false;
    if (type === "ArrayAppendStmt" && !own.has(stmt.array)) return false;
    if (type === "ObjectInsertStmt" && !own.has(stmt.object)) return false;
    const { reads, writes } = mentionsOf(statement);
    for (const local of reads) readHere.set(local, (readHere.get(local) ?? 0) + 1);
    // The one value of a rule is the same from whatever round, or there is an error.
    if (type !== "AssignVarOnceStmt" && type !== "WithStmt") for (const local of writes) ownWrites.add(local);
  }
  return [...ownWrites].every(
    (local) => !shared.has(local) && uses.get(local)?.read === (readHere.get(local) ?? 0),
  );
}
