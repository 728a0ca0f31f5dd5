import type { Engine } from "@bylaw/engine";
import { DiffFailed } from "./failure.ts";
import type { DiffOptions } from "./options.ts";
import type { FailOn, Polarity } from "./report/report.ts";

/** The options with their defaults filled in, and found valid. */
export interface EffectiveSettings {
  readonly engine: Engine["name"];
  readonly decisions: readonly string[];
  readonly paths: readonly string[];
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly polarity: Readonly<Record<string, Polarity>>;
  readonly failOn: readonly FailOn[];
  readonly minComparable: number;
  readonly confirmSample: number;
  readonly rowsValues: boolean;
}

const maxConfirmSample = 100_000;

/** @throws DiffFailed `optionInvalid` */
export function effectiveOptions(options: DiffOptions): EffectiveSettings {
  const minComparable = options.minComparable ?? 0.95;
  if (!(minComparable >= 0 && minComparable <= 1)) {
    throw new DiffFailed("optionInvalid", "minComparable must be between 0 and 1 (0.95 for 95 %)");
  }
  const confirmSample = options.confirmSample ?? 200;
  if (!Number.isSafeInteger(confirmSample) || confirmSample < 0 || confirmSample > maxConfirmSample) {
    throw new DiffFailed("optionInvalid", `confirmSample must be a whole number up to ${maxConfirmSample}`);
  }
  if (options.decisions.length === 0)
    throw new DiffFailed("decisionsNotFound", "no recorded decisions are named");
  return {
    engine: options.engine ?? "opa",
    decisions: options.decisions,
    paths: (options.paths ?? []).map((path) => path.replace(/^\/+|\/+$/g, "")),
    since: validDate(options.since, "since"),
    until: validDate(options.until, "until"),
    polarity: options.polarity ?? {},
    failOn: options.failOn ?? [],
    minComparable,
    confirmSample,
    rowsValues: options.rowsValues ?? false,
  };
}

function validDate(date: Date | undefined, name: string): Date | undefined {
  if (date !== undefined && Number.isNaN(date.getTime())) {
    throw new DiffFailed("optionInvalid", `${name} is not a time`);
  }
  return date;
}
