import type { Decision, FindingDecision } from "@bylaw/dsl";
import type { Mutant } from "../mutation/mutant.ts";
import type { MutablePolicy } from "../mutation/typescript/load-policy.ts";
import { answerText, decide } from "../mutation/typescript/questions.ts";
import type { AskedQuestion } from "../recording/recorder.ts";
import type { Recorded } from "../recording/recording.ts";
import { better, type Coverage, type CoveredBody, type CoveredCondition, type Seen } from "./coverage.ts";

/** A question, and what is known of it. */
interface Asked {
  readonly question: AskedQuestion;
  readonly by: Seen;
  readonly decision: Decision;
  readonly answer: string;
  readonly reached: ReadonlySet<number>;
  readonly outcomes: ReadonlyMap<number, ReadonlySet<boolean>>;
}

/**
 * What the tests of a repository showed of a TypeScript policy: each question that they asked is asked again, and for
 * each condition once more with the other outcome.
 *
 * @param file the policy's module, absolute; it is run
 * @param root the folder whose modules are covered, and to which their names are relative
 * @throws {NoPolicy} when the module has none
 */
export async function policyCoverage(
  file: string,
  root: string,
  recorded: readonly Recorded[],
): Promise<Coverage> {
  // It loads vite, which tests need not wait for.
  const { loadMutablePolicy } = await import("../mutation/typescript/load-policy.ts");
  const mutable = await loadMutablePolicy(file, root);
  const questions = recorded
    .filter(({ policy }) => policy === file)
    .map(({ question, purpose }) =>
      asked(mutable, question, purpose.kind === "generated" ? "generated" : "tests"),
    )
    // Those of tests first: what they show need not be looked for again.
    .sort((one, other) => Number(one.by !== "tests") - Number(other.by !== "tests"));
  const lines = new Map<string, Map<number, number>>();
  const bodies: CoveredBody[] = [];
  const conditions: CoveredCondition[] = [];
  for (const mutant of mutable.mutants) {
    if (mutant.id !== mutant.site) continue;
    const { file: module, line } = mutant.range;
    const reaching = questions.filter(({ reached }) => reached.has(mutant.site));
    const times = reaching.filter(({ by }) => by === "tests").length;
    if (!mutable.control.isInitial(mutant.id)) {
      const known = lines.get(module) ?? new Map<number, number>();
      lines.set(module, known);
      known.set(line, Math.max(known.get(line) ?? 0, times));
    }
    if (mutant.operator === "drop a rule") bodies.push(ruleBody(mutant, questions));
    else if (mutant.operator === "drop a finding") {
      const held = seenBy(reaching, () => true);
      bodies.push({ name: "finding", range: mutant.range, held, times });
    } else if (mutant.flips !== undefined)
      conditions.push(condition(mutable, mutant, mutant.flips, reaching));
  }
  return { bodies, conditions, lines };
}

function asked({ policy, control }: MutablePolicy, question: AskedQuestion, by: Seen): Asked {
  const { result, reached, outcomes } = control.watch(() => decide(policy, question));
  return { question, by, decision: result, answer: answerText(result), reached, outcomes };
}

function ruleBody({ original, range }: Mutant, questions: readonly Asked[]): CoveredBody {
  const name = original.replace(/^["']|["']$/g, "");
  const holds = ({ decision }: Asked) => rulesThatHeld(decision).has(name);
  const times = questions.filter((one) => one.by === "tests" && holds(one)).length;
  return { name, range, held: seenBy(questions, holds), times };
}

function rulesThatHeld(decision: Decision | FindingDecision): ReadonlySet<string> {
  const warnings = "warnings" in decision ? decision.warnings.map(({ rule }) => rule) : [];
  return new Set([...decision.allowedBy, ...decision.deniedBy, ...warnings]);
}

function condition(
  { policy, control }: MutablePolicy,
  { site, range }: Mutant,
  flipped: number,
  reaching: readonly Asked[],
): CoveredCondition {
  const came = (outcome: boolean) =>
    seenBy(reaching, ({ outcomes }) => outcomes.get(site)?.has(outcome) === true);
  let decides: Seen = "nobody";
  for (const { question, by, answer } of reaching) {
    if (decides === "tests" || better(decides, by) === decides) continue;
    const other = control.with(flipped, () => answerText(decide(policy, question)));
    if (other.result !== answer) decides = better(decides, by);
  }
  return { range, true: came(true), false: came(false), decides };
}

function seenBy(questions: readonly Asked[], shows: (one: Asked) => boolean): Seen {
  let seen: Seen = "nobody";
  for (const one of questions) {
    if (better(seen, one.by) !== seen && shows(one)) seen = better(seen, one.by);
  }
  return seen;
}
