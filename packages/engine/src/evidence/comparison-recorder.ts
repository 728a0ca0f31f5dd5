import { jsonOf } from "../values/convert.ts";
import type { Json } from "../values/json.ts";
import type { Value } from "../values/value.ts";
import type { ComparisonSite } from "./comparison-probes.ts";
import type { Probes } from "./probes.ts";

/** A comparison that was made. */
export interface Comparison {
  readonly site: ComparisonSite;
  readonly left: Json;
  readonly right: Json;
}

interface Kept {
  readonly id: number;
  readonly left: Value;
  readonly right: Value;
}

/** Keeps the comparisons of one decision, the first ones of each place, as a loop makes many. */
export class ComparisonRecorder {
  readonly #sites: readonly ComparisonSite[];
  readonly #seen: Uint32Array;
  readonly #most: number;
  readonly #mostOfOne: number;
  #kept: Kept[] = [];
  #dropped = 0;

  /**
   * @param most how many are kept of a decision
   * @param mostOfOne how many of them may come from one place
   */
  constructor(sites: readonly ComparisonSite[], most: number, mostOfOne: number) {
    this.#sites = sites;
    this.#seen = new Uint32Array(sites.length);
    this.#most = most;
    this.#mostOfOne = mostOfOne;
  }

  readonly probes: Pick<Probes, "compared"> = {
    compared: (id, left, right) => {
      if (left === undefined || right === undefined) return;
      const seen = (this.#seen[id] ?? 0) + 1;
      this.#seen[id] = seen;
      if (seen > this.#mostOfOne || this.#kept.length >= this.#most) this.#dropped++;
      else this.#kept.push({ id, left, right });
    },
  };

  clear(): void {
    this.#kept = [];
    this.#dropped = 0;
    this.#seen.fill(0);
  }

  /** In the order in which they were made. */
  read(): { readonly comparisons: readonly Comparison[]; readonly dropped: number } {
    const comparisons = this.#kept.flatMap(({ id, left, right }) => {
      const site = this.#sites[id];
      return site === undefined ? [] : [{ site, left: jsonOf(left), right: jsonOf(right) }];
    });
    return { comparisons, dropped: this.#dropped };
  }
}
