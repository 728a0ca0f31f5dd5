import { isArray, isSet, objectEntries } from "../values/value.ts";
import { sortedItems } from "./compare.ts";
import { entriesInOrder } from "./entries.ts";
import type { Frame } from "./frame.ts";
import { anyKinds, collections, kindsOf } from "./kinds.ts";
import type { Loop, Scan } from "./loops.ts";
import type { Run } from "./run.ts";
import {
  isPartial,
  itemsOf,
  MaybeAbsent,
  originsOf,
  PartialArray,
  PartialObject,
  PartialSet,
  type Slot,
  type Term,
  termIsArray,
  termIsObject,
  type Unknown,
} from "./term.ts";
import { Covered, NotFollowed } from "./trail.ts";

export type Pair = readonly [key: Term, value: Term];

/** The pairs that a loop goes through; none for what is no collection. */
export function pairsOf(run: Run, source: Term): readonly Pair[] {
  if (termIsArray(source)) return itemsOf(source).map((item, index) => [index, item]);
  if (source instanceof PartialObject) return entriesInOrder(run, source);
  if (!isPartial(source)) {
    if (isSet(source)) return source.values().map((value) => [value, value]);
    return typeof source === "object" && source !== null && !isArray(source) && termIsObject(source)
      ? objectEntries(source)
      : [];
  }
  return source instanceof PartialSet ? sortedItems(run, source).map((item) => [item, item]) : [];
}

/** After so many iterations that changed something, the rest is taken for anything that it can be. */
const maxChanges = 3;

/**
 * Runs a loop over a collection of which nothing is known.
 *
 * Whatever it holds, each iteration leaves the state of the loop as it was, or changes it. The first kind may as well
 * not have been, so such a run is covered by the one without it. After a few of the second kind, all that the body
 * writes or fills becomes unknown, and then every iteration is of the first kind.
 *
 * @param body runs one iteration; true when it leaves the loop
 * @returns whether the loop was left from within
 */
export function scanUnknown(
  run: Run,
  frame: Frame,
  scan: Scan,
  source: Unknown,
  body: (pair: Pair) => boolean,
): boolean {
  if (!run.isOf(source, collections)) return false;
  const loop = frame.loops.get(scan);
  if (loop === undefined || loop.givesResults) throw new NotFollowed(source.origins);
  for (let changes = 0; ; changes++) {
    // What any number of further iterations can have made of the state.
    if (changes === maxChanges) widen(run, frame, loop, source);
    if (run.choose(2, source.origins) === 0) break;
    const before = stateOf(run, frame, loop);
    frame.forget(loop.scratch);
    if (body(pairIn(run, source))) return true;
    if (changes >= maxChanges || !differs(before, stateOf(run, frame, loop))) throw new Covered();
  }
  frame.forget(loop.scratch);
  return false;
}

function pairIn(run: Run, source: Unknown): Pair {
  const value = run.freshUnknown(source.origins, source.inner, source.inner);
  const kinds = run.kinds(source);
  if (kinds === kindsOf("set")) return [value, value];
  const key = kinds === kindsOf("array") ? kindsOf("number") : source.inner === anyKinds ? anyKinds : keys;
  return [run.freshUnknown(source.origins, key, source.inner), value];
}

const keys = kindsOf("number", "string");

type State = readonly (Slot | MaybeAbsent | string)[];

/** What the locals hold that matter to later iterations, and how much is in the containers. */
function stateOf(run: Run, frame: Frame, loop: Loop): State {
  const held = loop.carried.map((local) => frame.raw(local));
  return [...held, ...loop.filled.map((local) => amountOf(run, frame.raw(local)))];
}

function amountOf(run: Run, container: Slot | MaybeAbsent): string {
  if (container === undefined) return "";
  if (container instanceof PartialArray || container instanceof PartialSet)
    return `+${container.items.length}`;
  if (container instanceof MaybeAbsent || isPartial(container)) return run.textOf(container);
  if (isSet(container)) return String(container.size);
  return isArray(container) ? String(container.length) : run.textOf(container);
}

function differs(before: State, after: State): boolean {
  return before.some((held, index) => held !== after[index]);
}

function widen(run: Run, frame: Frame, loop: Loop, source: Unknown): void {
  for (const local of loop.filled) {
    const held = frame.read(local);
    if (held === undefined) continue;
    const origins = [...source.origins, ...originsOf(held)];
    frame.replace(held, run.freshUnknown(origins, run.kinds(held)));
  }
  for (const local of loop.carried) frame.write(local, run.freshMaybeAbsent(source.origins));
}
