import type { Value } from "../values/value.ts";

/**
 * Chooses rule bodies by a value.
 *
 * @param rows bodies in their order, each with the constant that it asks for; undefined when it asks for none
 * @returns the bodies that may hold for a value, in their order
 */
export function dispatch<Body>(
  rows: readonly (readonly [constant: Value | undefined, body: Body])[],
): (value: Value | undefined) => readonly Body[] {
  const constants = new Set(rows.map(([constant]) => constant));
  const always = rows.filter(([constant]) => constant === undefined).map(([, body]) => body);
  const chosen = new Map<Value, Body[]>();
  if (always.length === 0) {
    for (const [constant, body] of rows) {
      if (constant === undefined) continue;
      const own = chosen.get(constant);
      if (own === undefined) chosen.set(constant, [body]);
      else own.push(body);
    }
  }
  return (value) => {
    if (value === undefined || !constants.has(value)) return always;
    const known = chosen.get(value);
    if (known !== undefined) return known;
    // Made when it is asked for: all rows of all constants would be too many.
    const found = rows
      .filter(([constant]) => constant === undefined || constant === value)
      .map(([, body]) => body);
    chosen.set(value, found);
    return found;
  };
}
