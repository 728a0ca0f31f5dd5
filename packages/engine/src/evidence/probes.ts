import type { Plan } from "../plan/plan.ts";
import type { Value } from "../values/value.ts";

const probeNames = [
  "ruleSucceeded",
  "reached",
  "satisfied",
  "testing",
  "computing",
  "interrupted",
  "resumed",
  "compared",
  "inputGiven",
  "inputLookedUp",
  "inputScanned",
  "inputElement",
  "inputMeasured",
  "inputInspected",
  "inputCompared",
  "inputConsumed",
  "inputReplaced",
  "inputGot",
  "mutantChosen",
  "mutantKept",
] as const;

/** What a probe tells the recorder. */
export type ProbeName = (typeof probeNames)[number];

/** A value at a probe; undefined is Rego's. */
export type Probed = Value | undefined;

/** Probes that are asked whether evaluation goes on behind them. */
export type AskingProbe = "mutantChosen" | "mutantKept";

/** What the probes of a plan call. `id` is the place of the probe in a table of the recorder's. */
export type Probes = Readonly<
  Record<Exclude<ProbeName, AskingProbe>, (id: number, ...operands: Probed[]) => void> &
    Record<AskingProbe, (id: number) => boolean>
>;

const isAsking: ReadonlySet<string> = new Set<AskingProbe>(["mutantChosen", "mutantKept"]);

/** Whether a probe is asked whether evaluation goes on behind it. */
export function asks(name: ProbeName): boolean {
  return isAsking.has(name);
}

/** Probes that tell nobody, and let everything go on. */
export const silentProbes: Probes = Object.fromEntries(
  probeNames.map((name) => [name, () => true]),
) as unknown as Probes;

/** Puts probes into a plan, and answers them. */
export interface Instrumentation {
  /** A plan that decides as the given one does. */
  readonly instrument: (plan: Plan) => Plan;
  readonly probes: Probes;
}

/**
 * The name of a probe, which becomes part of code.
 *
 * @throws {Error} when it is none
 */
export function probeName(name: string): ProbeName {
  const known = probeNames.find((one) => one === name);
  if (known === undefined) throw new Error("the plan has a probe of an unknown kind");
  return known;
}
