import type { Block, Local, Statement } from "../plan/plan.ts";
import { everyStatement, visitMentions } from "./mentions.ts";

/**
 * The locals of blocks that something depends on: a copy counts only when the copy itself does.
 *
 * @param shared locals that other blocks read
 */
export function liveLocals(blocks: readonly Block[], shared: ReadonlySet<Local>): ReadonlySet<Local> {
  const live = new Set<Local>(shared);
  const copies = new Map<Local, Local[]>();
  const visitor = { read: (local: Local) => void live.add(local), write: () => undefined };
  const see = (statement: Statement): boolean => {
    const { type, stmt } = statement;
    if (type !== "AssignVarStmt") visitMentions(statement, visitor);
    else if (stmt.source.type === "local") {
      const sources = copies.get(stmt.target);
      if (sources === undefined) copies.set(stmt.target, [stmt.source.value]);
      else sources.push(stmt.source.value);
    }
    return true;
  };
  for (const block of blocks) everyStatement(block, see);
  const waiting = [...live];
  for (let local = waiting.pop(); local !== undefined; local = waiting.pop()) {
    for (const source of copies.get(local) ?? []) {
      if (live.has(source)) continue;
      live.add(source);
      waiting.push(source);
    }
  }
  return live;
}
