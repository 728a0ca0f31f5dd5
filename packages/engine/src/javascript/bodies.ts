import type { Block, Local, PlanFunction } from "../plan/plan.ts";
import { type Guard, guardsOf } from "./guards.ts";
import type { Survey } from "./survey.ts";

/** Top-level blocks of a function that stand together. */
export type Section =
  | { readonly kind: "blocks"; readonly blocks: readonly Block[] }
  /** Rule bodies, of which only those need to run whose guard the value at its path meets. */
  | {
      readonly kind: "dispatch";
      readonly paths: readonly Guard["path"][];
      readonly bodies: readonly GuardedBody[];
    };

export interface GuardedBody {
  readonly blocks: readonly Block[];
  /** The position of the path, and the value that it asks for, as code; absent when it always runs. */
  readonly guard?: { readonly path: number; readonly constant: string };
}

/** One rule body: the block that resets its value and evaluates it, and those that take over the value. */
interface Body {
  readonly blocks: Block[];
  readonly value: Local;
}

// With fewer bodies than that, a look at each is as quick.
const fewestDispatched = 6;
const fewestSaved = 3;

/** Cuts the blocks of a function into sections, in their order. */
export function sectionsOf(
  planned: PlanFunction,
  strings: readonly string[],
  survey: Survey,
): readonly Section[] {
  const sections: Section[] = [];
  let [run, value]: [Body[], Local | undefined] = [[], undefined];
  const end = () => {
    sections.push(...dispatched(run, planned, strings, survey));
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
  survey: Survey,
): readonly Section[] {
  const plain = run.flatMap(({ blocks }): Section[] => [{ kind: "blocks", blocks }]);
  if (run.length < fewestDispatched || !areSkippable(run, survey)) return plain;
  const guards = run.map(({ blocks }) => guardsOf(blocks[0], planned.params, strings));
  const paths = bestPaths(guards);
  if (paths.length === 0) return plain;
  const bodies = run.map(({ blocks }, position): GuardedBody => {
    const path = paths.findIndex(({ constants }) => constants.has(position));
    const constant = paths[path]?.constants.get(position);
    return constant === undefined ? { blocks } : { blocks, guard: { path, constant } };
  });
  return [{ kind: "dispatch", paths: paths.map(({ path }) => path), bodies }];
}

/** Whether a body that is left out leaves nothing behind that another block would have read. */
function areSkippable(run: readonly Body[], survey: Survey): boolean {
  const bodies = new Map(run.flatMap((body) => body.blocks.map((block): [Block, Body] => [block, body])));
  // What all bodies add to is as it would be after a body that does not hold.
  const isTemporary = (local: Local) => survey.writersOf(local).some((block) => bodies.has(block));
  return [...survey.shared].every((local) => {
    if (!isTemporary(local)) return true;
    return survey.readersOf(local).every((block) => {
      const body = bodies.get(block);
      return body !== undefined && block !== body.blocks[0] && run.some(({ value }) => value === local);
    });
  });
}

// So many reads before the bodies are surely less work than the bodies that they save.
const mostPaths = 4;

interface Dispatched {
  readonly path: Guard["path"];
  /** By the position of the body. */
  readonly constants: ReadonlyMap<number, string>;
}

/** Paths that leave few bodies to run, each with bodies that no path before it has. */
function bestPaths(guards: readonly ReadonlyMap<string, Guard>[]): readonly Dispatched[] {
  const chosen: (Dispatched & { readonly saved: number })[] = [];
  let left = new Set(guards.keys());
  while (chosen.length < mostPaths) {
    const best = bestPath(guards, left);
    if (best === undefined) break;
    chosen.push(best);
    left = new Set([...left].filter((position) => !best.constants.has(position)));
  }
  const saved = chosen.reduce((sum, one) => sum + one.saved, 0);
  return saved >= guards.length / 3 ? chosen : [];
}

function bestPath(
  guards: readonly ReadonlyMap<string, Guard>[],
  left: ReadonlySet<number>,
): (Dispatched & { readonly saved: number }) | undefined {
  const found = new Map<string, { readonly path: Guard["path"]; readonly constants: Map<number, string> }>();
  for (const position of left) {
    for (const [text, { path, constant }] of guards[position] ?? []) {
      const own = found.get(text) ?? { path, constants: new Map<number, string>() };
      own.constants.set(position, constant);
      found.set(text, own);
    }
  }
  let best: (Dispatched & { readonly saved: number }) | undefined;
  for (const { path, constants } of found.values()) {
    const sizes = new Map<string, number>();
    for (const constant of constants.values()) sizes.set(constant, (sizes.get(constant) ?? 0) + 1);
    const guarded = constants.size;
    // Of the bodies that ask for one of these constants, so many run when it is there.
    const saved = guarded - [...sizes.values()].reduce((sum, size) => sum + size * size, 0) / guarded;
    if (saved >= guarded / 2 && saved >= fewestSaved && saved > (best?.saved ?? 0))
      best = { path, constants, saved };
  }
  return best;
}
