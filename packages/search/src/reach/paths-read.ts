import type { InputRead, Json } from "@bylaw/engine";
import { heldValues, isList, isRecord, type Path, valueAt } from "../json-value.ts";

const mostPaths = 250;
const mostBelow = 40;

/**
 * Where in an input something was read, and what is around it, the outer before the inner. Of the elements of a list the
 * first and the last stand for all, as do two members of an object of which any was read.
 *
 * @param places that a decision about this input read
 */
export function pathsRead(places: readonly InputRead[], input: Json): readonly Path[] {
  const found = new Map<string, Path>();
  const add = (path: Path): void => {
    if (path.length > 0 && found.size < mostPaths) found.set(JSON.stringify(path), path);
  };
  for (const { path: steps, depth } of places) {
    let paths: readonly Path[] = [[]];
    for (const step of steps) {
      const keysOf = (path: Path) => (step.kind === "key" ? [step.key] : someKeys(valueAt(input, path)));
      paths = paths.flatMap((path) => keysOf(path).map((key) => [...path, key]));
      for (const path of paths) add(path);
    }
    if (depth === "value") continue;
    for (const path of paths)
      for (const held of heldValues(valueAt(input, path) ?? null, mostBelow)) add([...path, ...held.path]);
  }
  return [...found.values()].sort((one, other) => one.length - other.length);
}

function someKeys(container: Json | undefined): readonly string[] {
  if (isList(container)) return container.length > 1 ? ["0", String(container.length - 1)] : ["0"];
  return isRecord(container) ? Object.keys(container).slice(0, 2) : [];
}
