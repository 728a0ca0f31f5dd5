import type { OpaBinary } from "@bylaw/engine";
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
  return {
    base: await loadSide("base", options.base, {
      opa,
      cwd,
      data: options.baseData ?? [],
      regoVersion: options.baseRegoVersion ?? regoVersion,
    }),
    head: await loadSide("head", options.head, {
      opa,
      cwd,
      data: options.headData ?? [],
      regoVersion: options.headRegoVersion ?? regoVersion,
    }),
  };
}
