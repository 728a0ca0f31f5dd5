import { byCodePoint } from "./policy/code-point-order.ts";

/**
 * The texts of a list in the order of their code points, which is that of Rego. JavaScript's own `sort` orders by
 * UTF-16 units, which differs beyond U+FFFF.
 *
 * @returns a list of the same length
 */
export function sorted(texts: readonly string[]): readonly string[] {
  return [...texts].sort(byCodePoint);
}
