import type { Block, Local } from "../plan/plan.ts";
import { mentionsOf, statementsWithin } from "./mentions.ts";

/** The locals that something depends on: a copy counts only when the copy itself does. */
export function liveLocals(blocks: readonly Block[]): ReadonlySet<Local> {
  const live = new Set<Local>();
  const copies = new Map<Local, Local[]>();
  for (const block of blocks) {
    for (const statement of statementsWithin(block)) {
      const { type, stmt } = statement;
      if (type === "AssignVarStmt") {
        if (stmt.source.type !== "local") continue;
        const sources = copies.get(stmt.target) ?? [];
        sources.push(stmt.source.value);
        copies.set(stmt.target, sources);
      } else for (const local of mentionsOf(statement).reads) live.add(local);
    }
  }
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
