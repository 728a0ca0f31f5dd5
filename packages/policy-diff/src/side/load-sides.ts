import type { OpaBinary } from "@bylaw/engine";
import { changedData } from "./changed-data.ts";
import { loadSide } from "./load-side.ts";
import type { Side } from "./side.ts";
import type { SidesOptions } from "./sides-options.ts";

/**
 * Reads both sides.
 *
 * @throws DiffFailed when there is no such policy, or it is not valid
 */
export async function loadSides(
  options: SidesOptions,
  opa: OpaBinary,
  cwd: string,
): Promise<{ readonly base: Side; readonly head: Side }> {
  const regoVersion = options.regoVersion ?? "auto";
  const sides = {
    base: await loadSide("base", options.base, {
      opa,
      cwd,
      data: options.baseData ?? [],
      regoVersion: options.baseRegoVersion ?? regoVersion,
      renamed: {},
    }),
    head: await loadSide("head", options.head, {
      opa,
      cwd,
      data: options.headData ?? [],
      regoVersion: options.headRegoVersion ?? regoVersion,
      renamed: {},
    }),
  };
  const changed = changedData(sides.base.source.data, sides.head.source.data);
  return { ...sides, head: { ...sides.head, changedData: changed } };
}
