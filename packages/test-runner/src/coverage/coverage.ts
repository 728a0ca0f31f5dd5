import type { SourceRange } from "../mutation/mutant.ts";

/** Who saw something: a test that says what it expects, only inputs that a property generated, or nobody. */
export type Seen = "tests" | "generated" | "nobody";

/** What can be true or false, and leads on or not. */
export interface CoveredCondition {
  readonly range: SourceRange;
  readonly true: Seen;
  readonly false: Seen;
  /** Whether somebody saw an answer that would be another if this alone came out the other way. */
  readonly decides: Seen;
}

/** A rule, or a body of one: whether it ever held, or found something. */
export interface CoveredBody {
  readonly name: string;
  readonly range: SourceRange;
  readonly held: Seen;
  /** How many questions of tests it held for. */
  readonly times: number;
}

/** What tests showed of the modules of a policy. */
export interface Coverage {
  readonly bodies: readonly CoveredBody[];
  readonly conditions: readonly CoveredCondition[];
  /** Modules → their lines that something was evaluated on, with how many questions of tests came there. */
  readonly lines: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** Parts of something that were seen by tests, of all. */
export interface Share {
  readonly covered: number;
  readonly all: number;
}

export interface CoverageTotals {
  readonly bodies: Share;
  /** Each condition has two outcomes. */
  readonly outcomes: Share;
  readonly decides: Share;
}

export function totalsOf({ bodies, conditions }: Coverage): CoverageTotals {
  const seen = (all: readonly Seen[]): Share => ({
    covered: all.filter((one) => one === "tests").length,
    all: all.length,
  });
  return {
    bodies: seen(bodies.map(({ held }) => held)),
    outcomes: seen(conditions.flatMap((condition) => [condition.true, condition.false])),
    decides: seen(conditions.map(({ decides }) => decides)),
  };
}

/** The percentage of bodies and outcomes that tests saw; 100 when there are none. */
export function percentageOf(coverage: Coverage): number {
  const { bodies, outcomes } = totalsOf(coverage);
  const all = bodies.all + outcomes.all;
  return all === 0 ? 100 : (100 * (bodies.covered + outcomes.covered)) / all;
}

/** Of two who saw something, the one that counts more. */
export function better(one: Seen, other: Seen): Seen {
  if (one === "tests" || other === "tests") return "tests";
  return one === "generated" || other === "generated" ? "generated" : "nobody";
}

/** What several runs showed together; a place that more than one has stands there once. */
export function mergeCoverage(all: readonly Coverage[]): Coverage {
  const bodies = new Map<string, CoveredBody>();
  const conditions = new Map<string, CoveredCondition>();
  const lines = new Map<string, Map<number, number>>();
  for (const coverage of all) {
    for (const body of coverage.bodies) {
      const key = JSON.stringify([body.name, body.range]);
      const known = bodies.get(key);
      bodies.set(
        key,
        known === undefined
          ? body
          : { ...body, held: better(known.held, body.held), times: known.times + body.times },
      );
    }
    for (const condition of coverage.conditions) {
      const key = JSON.stringify(condition.range);
      const known = conditions.get(key);
      conditions.set(key, known === undefined ? condition : bothOf(known, condition));
    }
    for (const [file, counts] of coverage.lines) {
      const known = lines.get(file) ?? new Map<number, number>();
      lines.set(file, known);
      for (const [line, count] of counts) known.set(line, (known.get(line) ?? 0) + count);
    }
  }
  return { bodies: [...bodies.values()], conditions: [...conditions.values()], lines };
}

function bothOf(one: CoveredCondition, other: CoveredCondition): CoveredCondition {
  return {
    range: one.range,
    true: better(one.true, other.true),
    false: better(one.false, other.false),
    decides: better(one.decides, other.decides),
  };
}

/** What of it is at places that `isWanted` names. */
export function onlyAt(coverage: Coverage, isWanted: (range: SourceRange) => boolean): Coverage {
  const lines = [...coverage.lines].map(([file, counts]): [string, ReadonlyMap<number, number>] => [
    file,
    new Map([...counts].filter(([line]) => isWanted({ file, line, column: 1, endLine: line, endColumn: 1 }))),
  ]);
  return {
    bodies: coverage.bodies.filter(({ range }) => isWanted(range)),
    conditions: coverage.conditions.filter(({ range }) => isWanted(range)),
    lines: new Map(lines),
  };
}

/** With other names for the modules. */
export function withNames(coverage: Coverage, nameOf: (file: string) => string): Coverage {
  const renamed = <T extends { readonly range: SourceRange }>(one: T): T => ({
    ...one,
    range: { ...one.range, file: nameOf(one.range.file) },
  });
  return {
    bodies: coverage.bodies.map(renamed),
    conditions: coverage.conditions.map(renamed),
    lines: new Map([...coverage.lines].map(([file, counts]) => [nameOf(file), counts])),
  };
}
