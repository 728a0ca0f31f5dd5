/** Of each file of a coverage file, the rows at which a rule begins, and how often a test had it succeed. */
export type CoveredRules = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Reads one format of coverage. @returns undefined when the text is of another */
export type ReadCoverage = (text: string) => CoveredRules | undefined;

/** Collects what a coverage file says; of two counts for one row, the larger. */
export class CoveredRulesBuilder {
  readonly #files = new Map<string, Map<number, number>>();

  add(file: string, row: number, times: number): void {
    const rows = this.#files.get(file) ?? new Map<number, number>();
    this.#files.set(file, rows);
    rows.set(row, Math.max(rows.get(row) ?? 0, times));
  }

  build(): CoveredRules {
    return this.#files;
  }
}
