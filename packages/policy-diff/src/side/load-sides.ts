import type { OpaBinary } from "@bylaw/engine";
import { DiffFailed } from "../failure.ts";
import { hasDecision, segmentsOf } from "../policy/decisions.ts";
import { changedData } from "./changed-data.ts";
import { readCustomBuiltins } from "./custom-builtins.ts";
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
  const renamed = renames(options.map ?? {});
  const custom =
    options.capabilities === undefined
      ? {}
      : { customBuiltins: await readCustomBuiltins(options.capabilities, cwd) };
  const sides = {
    base: await loadSide("base", options.base, {
      ...custom,
      opa: options.baseOpa ?? opa,
      cwd,
      data: options.baseData ?? [],
      regoVersion: options.baseRegoVersion ?? regoVersion,
      renamed: {},
    }),
    head: await loadSide("head", options.head, {
      ...custom,
      opa: options.headOpa ?? opa,
      cwd,
      data: options.headData ?? [],
      regoVersion: options.headRegoVersion ?? regoVersion,
      renamed,
    }),
  };
  requireDecisions(sides, renamed);
  if ((sides.base.constraints === undefined) !== (sides.head.constraints === undefined))
    throw new DiffFailed("optionInvalid", "one side holds templates of Gatekeeper, and the other does not");
  if (options.objects !== undefined && sides.head.constraints === undefined)
    throw new DiffFailed(
      "optionInvalid",
      "objects are for templates and constraints of Gatekeeper; the sides hold none",
    );
  const changed = changedData(sides.base.source.data, sides.head.source.data);
  return {
    // A log from after the change names what head calls the decision.
    base: {
      ...sides.base,
      renamed: Object.fromEntries(
        Object.entries(renamed).flatMap(([from, to]) =>
          hasDecision(sides.base.modules, to) ? [] : [[to, from]],
        ),
      ),
    },
    head: { ...sides.head, changedData: changed },
  };
}

/** @throws DiffFailed `optionInvalid` for a path that is none, or a target of two */
function renames(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const trimmed = Object.entries(map).map(
    ([from, to]) => [segmentsOf(from).join("/"), segmentsOf(to).join("/")] as const,
  );
  if (trimmed.some(([from, to]) => from === "" || to === ""))
    throw new DiffFailed("optionInvalid", "map takes decision paths: authz/allow=authz/v2/allow");
  if (new Set(trimmed.map(([, to]) => to)).size < trimmed.length)
    throw new DiffFailed("optionInvalid", "map gives two decisions of base the same path on head");
  return Object.fromEntries(trimmed);
}

function requireDecisions(
  sides: { readonly base: Side; readonly head: Side },
  renamed: Side["renamed"],
): void {
  for (const [from, to] of Object.entries(renamed)) {
    if (!hasDecision(sides.base.modules, from))
      throw new DiffFailed("optionInvalid", `map: base has no decision ${from}`);
    if (!hasDecision(sides.head.modules, to))
      throw new DiffFailed("optionInvalid", `map: head has no decision ${to}`);
  }
}
