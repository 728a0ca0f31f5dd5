import type { Warning } from "./report.ts";

/** Warnings about the events of one part of the log. */
export interface EventWarnings {
  unreadable(source: Source, message: string): void;
  withoutInput(source: Source): void;
  /** More of them, of which the first was told already. */
  moreWithoutInput(times: number): void;
  /** The record of some events names rules that do not succeed under base. */
  namesOtherRules(source: Source): void;
  /** More of them. */
  moreNamingOtherRules(times: number): void;
  /** The timestamp of an event stood for a clock that was not recorded. */
  atTimestamp(): void;
  tooManyPaths(): void;
  longPath(): void;
  /** Warns of ids that were too many to look for repeated ones among them. */
  warnings(uncheckedIds: number): readonly Warning[];
  summary(): WarningsSummary;
  /** @param offset positions before the part of the log that the others are about */
  merge(other: WarningsSummary, offset: number): void;
}

interface Source {
  readonly file: string;
  readonly position: number;
}

/** The same as plain data. */
export interface WarningsSummary {
  readonly unreadable: { readonly count: number; readonly named: readonly Named[] };
  readonly withoutInput: { readonly count: number; readonly first: Source | null };
  readonly namesOtherRules: { readonly count: number; readonly first: Source | null };
  readonly atTimestamp: number;
  readonly tooManyPaths: number;
  readonly longPaths: number;
}

/** The bounds that are warned of. */
export interface PathBounds {
  readonly paths: number;
  readonly pathLength: number;
}

interface Named {
  readonly source: Source;
  readonly message: string;
}

/** The rest is in the rows. */
const maxNamedUnreadable = 20;

export function createWarnings(bounds: PathBounds): EventWarnings {
  const named: Named[] = [];
  let unreadable = 0;
  let withoutInput = 0;
  let first: Source | null = null;
  let namingOtherRules = 0;
  let firstNaming: Source | null = null;
  let atTimestamp = 0;
  let tooManyPaths = 0;
  let longPaths = 0;
  const name = (one: Named) => {
    if (named.length < maxNamedUnreadable) named.push(one);
  };
  return {
    unreadable: (source, message) => {
      unreadable++;
      name({ source, message });
    },
    withoutInput: (source) => {
      withoutInput++;
      first ??= source;
    },
    moreWithoutInput: (times) => {
      withoutInput += times;
    },
    namesOtherRules: (source) => {
      namingOtherRules++;
      firstNaming ??= source;
    },
    moreNamingOtherRules: (times) => {
      namingOtherRules += times;
    },
    atTimestamp: () => {
      atTimestamp++;
    },
    tooManyPaths: () => {
      tooManyPaths++;
    },
    longPath: () => {
      longPaths++;
    },
    summary: () => ({
      unreadable: { count: unreadable, named },
      withoutInput: { count: withoutInput, first },
      namesOtherRules: { count: namingOtherRules, first: firstNaming },
      atTimestamp,
      tooManyPaths,
      longPaths,
    }),
    merge: (other, offset) => {
      const moved = ({ file, position }: Source) => ({ file, position: position + offset });
      unreadable += other.unreadable.count;
      for (const { source, message } of other.unreadable.named) name({ source: moved(source), message });
      withoutInput += other.withoutInput.count;
      if (other.withoutInput.first !== null) first ??= moved(other.withoutInput.first);
      namingOtherRules += other.namesOtherRules.count;
      if (other.namesOtherRules.first !== null) firstNaming ??= moved(other.namesOtherRules.first);
      atTimestamp += other.atTimestamp;
      tooManyPaths += other.tooManyPaths;
      longPaths += other.longPaths;
    },
    warnings: (uncheckedIds) => [
      ...named.map(({ source, message }) => ({
        code: "unreadable",
        message: `${source.file}:${source.position}: ${message}`,
        count: 1,
      })),
      ...warningsOf(unreadable, withoutInput, first),
      ...(firstNaming === null
        ? []
        : [
            {
              code: "ruleLabelsDiffer",
              message: `the record of ${namingOtherRules} decisions names rules (rule_labels) that do not succeed under base, which answers the same: the rules behind changes may be others; the first is ${firstNaming.file}:${firstNaming.position}`,
              count: namingOtherRules,
            },
          ]),
      ...(atTimestamp === 0
        ? []
        : [
            {
              code: "clockFromTimestamp",
              message: `${atTimestamp} decisions ask for a time that is not in the record; their timestamp stood for it`,
              count: atTimestamp,
            },
          ]),
      ...pathWarnings(tooManyPaths, longPaths, bounds),
      ...(uncheckedIds === 0
        ? []
        : [
            {
              code: "duplicatesUnchecked",
              message: `${uncheckedIds} decision ids were too many to look for repeated ones among them`,
              count: uncheckedIds,
            },
          ]),
    ],
  };
}

function warningsOf(unreadable: number, withoutInput: number, first: Source | null): readonly Warning[] {
  const warnings: Warning[] = [];
  if (first !== null) {
    warnings.push({
      code: "eventWithoutInput",
      message: `${withoutInput} events carry no input and were replayed without one; the first is ${first.file}:${first.position}`,
      count: withoutInput,
    });
  }
  if (unreadable > maxNamedUnreadable) {
    const more = unreadable - maxNamedUnreadable;
    warnings.push({
      code: "unreadableMore",
      message: `${more} more events could not be read; --rows names them all`,
      count: more,
    });
  }
  return warnings;
}

function pathWarnings(tooManyPaths: number, longPaths: number, bounds: PathBounds): readonly Warning[] {
  const warnings: Warning[] = [];
  if (tooManyPaths > 0) {
    warnings.push({
      code: "tooManyPaths",
      message: `only the first ${bounds.paths} decision paths are compared; events on others are out of scope`,
      count: tooManyPaths,
    });
  }
  if (longPaths > 0) {
    warnings.push({
      code: "longPath",
      message: `decision paths of more than ${bounds.pathLength} characters are not compared; such events are out of scope`,
      count: longPaths,
    });
  }
  return warnings;
}
