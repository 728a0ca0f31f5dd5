import type { InputRead, Json } from "@bylaw/engine";
import { heldValues, isList, isRecord, type Path, valueAt } from "../json-value.ts";

const mostPaths = 250;
const mostBelow = 40;
const mostKeys = 2;

/**
 * The places of an input that a decision read, and those around them, the outer before the inner. Of any element the
 * first and the last stand for all.
 */
export function pathsRead(places: readonly InputRead[], input: Json): readonly Path[] {
  const found = new Map<string, Path>();
  const add = (path: Path): void => {
    if (path.length > 0 && found.size < mostPaths) found.set(path.join("\0"), path);
  };
  for (const { path: steps, depth } of places) {
    let paths: readonly Path[] = [[]];
    for (const step of steps) {
      paths = paths.flatMap((path) =>
        step.kind === "key"
          ? [[...path, step.key]]
          : someKeys(valueAt(input, path)).map((key) => [...path, key]),
      );
      for (const path of paths) add(path);
    }
    if (depth !== "subtree") continue;
    for (const path of paths) {
      const here = valueAt(input, path);
      if (typeof here !== "object" || here === null) continue;
      for (const held of heldValues(here, mostBelow)) add([...path, ...held.path]);
    }
  }
  return [...found.values()].sort((one, other) => one.length - other.length);
}

function someKeys(container: Json | undefined): readonly string[] {
  if (isList(container)) {
    const last = container.length - 1;
    return last > 0 ? ["0", String(last)] : ["0"];
  }
  return isRecord(container) ? Object.keys(container).slice(0, mostKeys) : [];
}
