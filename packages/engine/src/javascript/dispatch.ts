import type { Value } from "../values/value.ts";

/** A rule body, and the value that it asks for at the path of this position; an empty guard asks for none. */
export type Row<Body> = readonly [guard: readonly [] | readonly [path: number, constant: Value], body: Body];

/** The lists for values that came together, by one value after the other. */
interface Known<Body> {
  readonly next: Map<Value | undefined, Known<Body>>;
  bodies?: readonly Body[];
}

const mostKnown = 256;

/**
 * Chooses rule bodies by the values at some paths.
 *
 * @param rows bodies in their order
 * @returns the bodies that may hold for values, one for each path, in their order
 */
export function dispatch<Body>(
  paths: number,
  rows: readonly Row<Body>[],
): (...values: readonly (Value | undefined)[]) => readonly Body[] {
  const constants = Array.from({ length: paths }, () => new Set<Value>());
  for (const [[path, constant]] of rows)
    if (path !== undefined && constant !== undefined) constants[path]?.add(constant);
  let known: Known<Body> = { next: new Map() };
  let count = 0;
  return (...values) => {
    let at = known;
    for (let path = 0; path < paths; path++) {
      const value = values[path];
      // All values that no body asks for are one.
      const asked = value !== undefined && constants[path]?.has(value) === true ? value : undefined;
      let next = at.next.get(asked);
      if (next === undefined) {
        next = { next: new Map() };
        at.next.set(asked, next);
      }
      at = next;
    }
    if (at.bodies !== undefined) return at.bodies;
    // Made when it is asked for: the rows of all constants would be too many.
    const bodies = rows
      .filter(([[path, constant]]) => path === undefined || values[path] === constant)
      .map(([, body]) => body);
    at.bodies = bodies;
    if (++count > mostKnown) [known, count] = [{ next: new Map() }, 0];
    return bodies;
  };
}
