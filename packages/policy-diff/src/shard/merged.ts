import type { Basis } from "../basis.ts";
import { learnPolarities, type Polarities } from "../classify/polarities.ts";
import { type Before, maxPathLength, maxPaths, shownPolarities } from "../comparison.ts";
import { DecisionIds, type DecisionIdsSummary, decisionIdsOf } from "../event/decision-ids.ts";
import { shifted } from "../event/shifted.ts";
import { collectGroups, type Groups } from "../group/group-events.ts";
import type { ReplayedEvent } from "../replay/replay-batch.ts";
import { sampleOf } from "../replay/sample.ts";
import { countHours, type Hours } from "../report/hours.ts";
import type { SourceSummary, Warning } from "../report/report.ts";
import { countReach, type RuleReach } from "../report/rule-changes.ts";
import { createTally, type Tally } from "../report/tally.ts";
import { createWarnings } from "../report/warnings.ts";
import type { ShardSummary } from "./shard.ts";

/** What came of all shards so far, in the order of the log. */
export interface Merged {
  readonly tally: Tally;
  readonly groups: Groups;
  readonly polarities: Polarities;
  readonly reach: RuleReach;
  readonly hours: Hours;
  readonly sources: readonly SourceSummary[];
  readonly passedOver: number;
  sidesWith(path: string): readonly ("base" | "head")[];
  warnings(): readonly Warning[];
  /** The events whose answers are printed, and a sample of the unchanged. */
  toConfirm(): readonly ReplayedEvent[];
  /** What the shards so far say to the next. */
  before(): Before;
  /**
   * What a shard must know that it did not, when it was compared by itself: ids that were there before, and how the
   * answers of a decision are read. Then it is compared once more, and the summary of that is merged.
   */
  mustKnow(summary: ShardSummary): Required | undefined;
  merge(summary: ShardSummary, idsAreKnown: boolean): void;
}

/** {@link Before} as plain data. */
export interface Required {
  readonly ids: DecisionIdsSummary;
  readonly polarities: Before["polarities"];
}

/** What a shard that is compared by itself knows of those before it. */
export function beforeOf(known: Required | undefined, sampleBelow: number): Before {
  return {
    ids: decisionIdsOf(known?.ids ?? { words: new Uint32Array(), unchecked: 0 }),
    polarities: known?.polarities ?? new Map(),
    sampleBelow,
  };
}

export function createMerged(basis: Basis): Merged {
  const tally = createTally();
  const groups = collectGroups(basis.places, basis.disclosure, basis.changedDataAt);
  const polarities = learnPolarities(shownPolarities(basis.effective.polarity, basis.disclosure));
  const reach = countReach(basis.rulesAt);
  const hours = countHours();
  const unchanged = sampleOf<ReplayedEvent>(basis.effective.confirmSample);
  const ids = new DecisionIds();
  const eventWarnings = createWarnings({ paths: maxPaths, pathLength: maxPathLength });
  const sources: SourceSummary[] = [];
  const positions = new Map<string, number>();
  let passedOver = 0;
  return {
    tally,
    groups,
    polarities,
    reach,
    hours,
    sources,
    sidesWith: basis.sidesWith,
    get passedOver() {
      return passedOver;
    },
    warnings: () => eventWarnings.warnings(ids.unchecked),
    toConfirm: () => [...groups.examples(), ...unchanged.items()],
    before: () => ({ ids, polarities: polarities.inferred(), sampleBelow: unchanged.bound }),
    mustKnow: ({ comparison }) => {
      const repeated = ids.merge(comparison.ids);
      const inferred = polarities.inferred();
      const isOther = comparison.polarities.some(
        ([path, polarity]) => inferred.has(path) && inferred.get(path) !== polarity,
      );
      if (repeated === undefined && !isOther) return undefined;
      return {
        ids: repeated ?? { words: new Uint32Array(), unchecked: 0 },
        polarities: inferred,
      };
    },
    merge: (summary, idsAreKnown) => {
      const { comparison, source } = summary;
      const offset = positions.get(source.name) ?? 0;
      positions.set(source.name, offset + summary.positions);
      addSource(sources, source);
      if (!idsAreKnown) ids.merge(comparison.ids);
      for (const [path, polarity] of comparison.polarities) polarities.adopt(path, polarity);
      tally.merge(comparison.tally, offset);
      groups.merge(comparison.groups, offset);
      reach.merge(comparison.reach);
      hours.merge(comparison.hours);
      unchanged.merge(
        comparison.unchanged.map(({ hash, item }) => ({
          hash,
          item: { ...item, event: shifted(item.event, offset) },
        })),
      );
      eventWarnings.merge(comparison.warnings, offset);
      passedOver += comparison.passedOver;
    },
  };
}

function addSource(sources: SourceSummary[], source: SourceSummary): void {
  const last = sources.at(-1);
  if (last?.name !== source.name) {
    sources.push(source);
    return;
  }
  sources[sources.length - 1] = {
    ...last,
    format: last.format === "console" ? last.format : source.format,
    envelopes: [...new Set([...last.envelopes, ...source.envelopes])],
    bytes: last.bytes + source.bytes,
    events: last.events + source.events,
    otherLines: last.otherLines + source.otherLines,
    unreadable: last.unreadable + source.unreadable,
    lost: last.lost + source.lost,
    truncated: last.truncated || source.truncated,
  };
}
