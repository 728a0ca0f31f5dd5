import type { Block, Local, PlanFunction } from "../plan/plan.ts";
import { type Guard, guardsOf } from "./guards.ts";
import { firstMentions, mentionsOf, statementsWithin } from "./mentions.ts";

/** Top-level blocks of a function that stand together. */
export type Section =
  | { readonly kind: "blocks"; readonly blocks: readonly Block[] }
  /** Rule bodies, of which only those need to run whose guard the value at one path meets. */
  | { readonly kind: "dispatch"; readonly path: Guard["path"]; readonly bodies: readonly GuardedBody[] };

export interface GuardedBody {
  readonly blocks: readonly Block[];
  /** The value that it asks for, as code; undefined when it runs whatever is at the path. */
  readonly constant: string | undefined;
}

/** One rule body: the block that resets its value and evaluates it, and those that take over the value. */
interface Body {
  readonly blocks: Block[];
  readonly value: Local;
}

// With fewer bodies than that, a look at each is as quick.
const fewestDispatched = 6;

/** Cuts the blocks of a function into sections, in their order. */
export function sectionsOf(planned: PlanFunction, strings: readonly string[]): readonly Section[] {
  const sections: Section[] = [];
  let [run, value]: [Body[], Local | undefined] = [[], undefined];
  const end = () => {
    sections.push(...dispatched(run, planned, strings));
    run = [];
  };
  for (const block of planned.blocks) {
    const [first] = block.stmts;
    if (first?.type === "ResetLocalStmt") {
      run.push({ blocks: [block], value: first.stmt.target });
      value = first.stmt.target;
    } else if (first?.type === "IsDefinedStmt" && first.stmt.source === value && run.length > 0) {
      run.at(-1)?.blocks.push(block);
    } else {
      end();
      value = undefined;
      sections.push({ kind: "blocks", blocks: [block] });
    }
  }
  end();
  return sections;
}

function dispatched(
  run: readonly Body[],
  planned: PlanFunction,
  strings: readonly string[],
): readonly Section[] {
  const plain = run.flatMap(({ blocks }): Section[] => [{ kind: "blocks", blocks }]);
  if (run.length < fewestDispatched || !areSkippable(run, planned)) return plain;
  const guards = run.map(({ blocks }) => guardsOf(blocks[0], planned.params, strings));
  const path = bestPath(guards);
  if (path === undefined) return plain;
  const bodies = run.map(({ blocks }, position) => ({
    blocks,
    constant: guards[position]?.get(path.text)?.constant,
  }));
  return [{ kind: "dispatch", path: path.path, bodies }];
}

/** Whether a body that is left out leaves nothing behind that another block would have read. */
function areSkippable(run: readonly Body[], { blocks }: PlanFunction): boolean {
  const followers = new Set(run.flatMap((body) => body.blocks.slice(1)));
  const values = new Set(run.map(({ value }) => value));
  const temporary = new Set<Local>(values);
  // What all bodies add to is as it would be after a body that does not hold.
  for (const { blocks: own } of run)
    for (const statement of own.flatMap((block) => [...statementsWithin(block)]))
      if (statement.type !== "AssignVarOnceStmt")
        for (const local of mentionsOf(statement).writes) temporary.add(local);
  return blocks.every((block) => {
    const isFollower = followers.has(block);
    return [...firstMentions(block)].every(
      ([local, mention]) => mention === "write" || !temporary.has(local) || (isFollower && values.has(local)),
    );
  });
}

/** The path that leaves the fewest bodies to run. */
function bestPath(
  guards: readonly ReadonlyMap<string, Guard>[],
): { readonly text: string; readonly path: Guard["path"] } | undefined {
  const counts = new Map<
    string,
    { readonly path: Guard["path"]; readonly byConstant: Map<string, number> }
  >();
  for (const own of guards) {
    for (const [text, { path, constant }] of own) {
      const found = counts.get(text) ?? { path, byConstant: new Map<string, number>() };
      found.byConstant.set(constant, (found.byConstant.get(constant) ?? 0) + 1);
      counts.set(text, found);
    }
  }
  let best: { readonly text: string; readonly path: Guard["path"]; readonly cost: number } | undefined;
  for (const [text, { path, byConstant }] of counts) {
    const sizes = [...byConstant.values()];
    const guarded = sizes.reduce((sum, size) => sum + size, 0);
    const cost = guards.length - guarded + sizes.reduce((sum, size) => sum + size * size, 0) / guarded;
    if (best === undefined || cost < best.cost) best = { text, path, cost };
  }
  return best !== undefined && best.cost <= guards.length / 2 ? best : undefined;
}

/** How many statements there are in blocks, all levels counted. */
export function sizeOf(blocks: readonly Block[]): number {
  let size = 0;
  for (const block of blocks) for (const _ of statementsWithin(block)) size++;
  return size;
}

/** The locals that carry something from one top-level block to another. */
export function sharedLocals(blocks: readonly Block[]): ReadonlySet<Local> {
  const shared = new Set<Local>();
  for (const block of blocks)
    for (const [local, mention] of firstMentions(block)) if (mention === "read") shared.add(local);
  return shared;
}
