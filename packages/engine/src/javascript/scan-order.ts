import type { Block, Local } from "../plan/plan.ts";
import { mentionsOf, statementsWithin, writtenIn } from "./mentions.ts";
import type { Uses } from "./uses.ts";

/**
 * Whether it makes no difference in which order the rounds of a loop come: what outlives a round is a member of a
 * set, an entry of an object that no other may replace, or the one value of a rule.
 *
 * @param uses of the top-level block that the loop is in
 * @param shared locals that other blocks read
 */
export function isOrderFree(body: Block, uses: Uses, shared: ReadonlySet<Local>): boolean {
  const own = writtenIn(body);
  const readHere = new Map<Local, number>();
  const ownWrites = new Set<Local>();
  for (const statement of statementsWithin(body)) {
    const { type, stmt } = statement;
    if (type === "ReturnLocalStmt" || type === "ResultSetAddStmt" || type === "BreakStmt") return false;
    if (type === "ProbeStmt") return false;
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

/**
 * Whether a loop has nothing left to do once a round succeeds: all that it does is to give a rule one constant. Rounds
 * that call rules, or ask the world, are run all the same, as they may end in an error.
 *
 * @param mayFail whether a call of this name may do more than give a value or none
 */
export function endsAtFirst(body: Block, mayFail: (name: string) => boolean): boolean {
  const own = writtenIn(body);
  let given: string | undefined;
  for (const { type, stmt } of statementsWithin(body)) {
    switch (type) {
      case "AssignVarOnceStmt": {
        const text = JSON.stringify([stmt.target, stmt.source.type, stmt.source.value]);
        if (stmt.source.type === "local" || (given ?? text) !== text) return false;
        given = text;
        break;
      }
      case "ArrayAppendStmt":
        if (!own.has(stmt.array)) return false;
        break;
      case "SetAddStmt":
        if (!own.has(stmt.set)) return false;
        break;
      case "ObjectInsertStmt":
        if (!own.has(stmt.object)) return false;
        break;
      case "CallStmt":
        if (mayFail(stmt.func)) return false;
        break;
      case "BreakStmt":
      case "CallDynamicStmt":
      case "NotStmt":
      case "ObjectInsertOnceStmt":
      case "ProbeStmt":
      case "ResultSetAddStmt":
      case "ReturnLocalStmt":
      case "WithStmt":
        return false;
    }
  }
  return given !== undefined;
}
