import type { OpaBinary } from "@bylaw/engine";
import type { Polarities } from "../classify/polarities.ts";
import { readPolicyText } from "../policy/compared-literals.ts";
import { createCauses } from "../replay/causes.ts";
import { confirm } from "../replay/confirm.ts";
import { createSideReplayer, type MakeEngine, type Prepare } from "../replay/side-replayer.ts";
import { createDisclosure } from "../report/disclosure.ts";
import type { Group, OnError, RuleRow, SearchSummary, Warning } from "../report/report.ts";
import { compareRules, countReach } from "../report/rule-changes.ts";
import type { Side } from "../side/side.ts";
import { sitesOf } from "./changed-sites.ts";
import { decisionsToSearch } from "./decisions.ts";
import { groupGenerated } from "./generated-groups.ts";
import type { RecordedInputs } from "./recorded-inputs.ts";
import { type SearchedDecision, searchDifferences } from "./search-differences.ts";
import type { MakeInputs } from "./side-input.ts";
import { searchVerdict } from "./verdict.ts";

export interface SearchSettings {
  readonly seconds: number | undefined;
  readonly runs: number | undefined;
  readonly seed: number;
  /** What counts seconds; the time that passes when absent. */
  readonly clock?: () => number;
  readonly makeInputs?: MakeInputs;
  readonly untilVerdict?: boolean;
}

export interface SearchParts {
  readonly opa: OpaBinary;
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly settings: SearchSettings;
  /** Decisions that were asked for. */
  readonly paths: readonly string[];
  readonly recorded: RecordedInputs;
  /** Places of the input whose values are shown. */
  readonly reveal: readonly (readonly string[])[];
  readonly polarities: Polarities;
  readonly onError: OnError;
  readonly prepare: Prepare;
  /** Gives `opa` engines. */
  readonly reference: MakeEngine;
  readonly onProgress?: (runs: number) => void;
  readonly signal?: AbortSignal;
}

/** What a search adds to the report. */
export interface Searched {
  readonly summary: SearchSummary;
  /** Found by generated inputs, whether or not recorded decisions show the same. */
  readonly groups: readonly Group[];
  /** Changed rules, with how many generated inputs each succeeded. */
  readonly rules: readonly RuleRow[];
  /** Inputs that `opa` decided again. */
  readonly confirmed: number;
  readonly warnings: readonly Warning[];
}

/** More have too little of the time each. */
const maxDecisions = 20;

/**
 * Searches for differences, shrinks and groups them, and has `opa` decide each of them again.
 *
 * @throws DiffFailed `enginesDisagree` when `opa` decides one otherwise
 */
export async function searchSides(parts: SearchParts): Promise<Searched> {
  const { opa, sides, settings, recorded, polarities, onError, prepare, reference } = parts;
  const started = performance.now();
  const wanted = parts.paths.length > 0 ? parts.paths : recorded.paths();
  const { paths, omitted } = decisionsToSearch(sides, wanted, maxDecisions);
  const searched = await searchDifferences({
    opa,
    sides,
    paths,
    seed: settings.seed,
    ...(settings.clock && { clock: settings.clock }),
    ...(settings.makeInputs && { makeInputs: settings.makeInputs }),
    ...(settings.untilVerdict && { untilVerdict: true }),
    budget: {
      ...(settings.runs === undefined ? {} : { runs: settings.runs }),
      ...(settings.seconds === undefined ? {} : { seconds: settings.seconds }),
    },
    inputsOf: recorded.of,
    polarities,
    ...(parts.onProgress && { onProgress: parts.onProgress }),
    ...(parts.signal && { signal: parts.signal }),
  });
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const texts = [readPolicyText(sides.base.modules), readPolicyText(sides.head.modules)] as const;
  const replayers = {
    base: createSideReplayer(sides.base, prepare, undefined, reference),
    head: createSideReplayer(sides.head, prepare, undefined, reference),
    causes: createCauses(sides, prepare, undefined, reference),
    clock: "recorded" as const,
  };
  try {
    const disclosure = createDisclosure(...texts, parts.reveal);
    const generated = await groupGenerated({ searched, replayers, polarities, onError, disclosure, texts });
    const confirmed = await confirm(sides, generated.events, reference);
    const inputs = searched.reduce((sum, { result }) => sum + result.runs, 0);
    return {
      groups: generated.groups,
      confirmed,
      rules: ruleRows(searched, sides, replayers),
      summary: {
        inputs,
        undecided: searched.reduce((sum, { result }) => sum + result.undecided, 0),
        seconds,
        seed: settings.seed,
        differences: generated.groups.length,
        verdict: searchVerdict(new Set(generated.groups.map(({ kind }) => kind))),
        decisions: searched.map(({ path, result }) => {
          const own = generated.groups.filter((group) => group.path === path);
          const verdict = searchVerdict(new Set(own.map(({ kind }) => kind)));
          return { path, inputs: result.runs, differences: own.length, verdict };
        }),
      },
      warnings: omitted === 0 ? [] : [tooManyDecisions(omitted)],
    };
  } finally {
    await replayers.base.close();
    await replayers.head.close();
    await replayers.causes.close();
  }
}

function tooManyDecisions(omitted: number): Warning {
  const message = `only ${maxDecisions} decisions are searched, ${omitted} are not; name them with --path`;
  return { code: "decisionsNotSearched", message, count: omitted };
}

/** How many generated inputs each changed rule succeeded with; of both sides, the larger number. */
function ruleRows(
  searched: readonly SearchedDecision[],
  sides: SearchParts["sides"],
  replayers: Parameters<typeof groupGenerated>[0]["replayers"],
): readonly RuleRow[] {
  const rules = (role: "base" | "head", path: string) => replayers[role].rules(path);
  const reach = countReach((path) => compareRules(rules("base", path), rules("head", path)));
  const sites = { base: sitesOf(sides.base, sides.head), head: sitesOf(sides.head, sides.base) };
  for (const { path, result } of searched) {
    reach.add(path, { base: [], head: [] });
    for (const [index, role] of (["base", "head"] as const).entries()) {
      const runs = new Map<number, number>();
      for (const site of result.tables[index]?.rules ?? []) {
        const rule = sites[role].ruleAt(site);
        const at = rules(role, path).findIndex(({ file, row }) => file === rule?.file && row === rule.row);
        if (at >= 0) runs.set(at, (runs.get(at) ?? 0) + (result.ruleRuns[index]?.[site.id] ?? 0));
      }
      for (const [rule, times] of runs) {
        reach.add(path, { base: [], head: [], [role]: [rule] }, times);
      }
    }
  }
  return reach.rows().map((row) => ({
    ...row,
    recorded: { base: 0, head: 0 },
    generated: Math.max(row.recorded.base, row.recorded.head),
  }));
}
