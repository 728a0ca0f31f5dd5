import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import type { Json } from "@bylaw/engine";
import { type RecordedEvent, recordedDecisions } from "@bylaw/policy-diff";
import { type RegressionCase, regoRegression, typeScriptRegression } from "@bylaw/test-runner";
import type { Context } from "./command.ts";
import { CannotProceed } from "./exit-code.ts";
import { loadPolicy } from "./policy.ts";

export interface RegressionOptions {
  readonly fromDecisions: readonly string[];
  /** The folder that tests are written to. */
  readonly output: string;
  readonly revealInputs?: boolean;
}

/** Why an event makes no case. */
type LeftOut =
  | "unreadable"
  | "masked"
  | "no single decision"
  | "an error"
  | "a builtin that is not repeatable"
  | "a repetition";

/**
 * Writes tests that hold policies to the decisions of a log.
 *
 * @param policies a TypeScript policy makes a vitest test of its own decision; else tests in Rego are written
 * @throws {CannotProceed} when inputs may not be shown, or no decision makes a case
 */
export async function writeRegressionTests(
  policies: readonly string[],
  { fromDecisions, output, revealInputs }: RegressionOptions,
  context: Context,
): Promise<void> {
  if (!revealInputs)
    throw new CannotProceed(
      "the tests would hold the recorded inputs whole, with all that is in them, such as tokens and names of people: " +
        "mask what must not be in the repository (decision_logs.mask_decision of OPA, and only events without masked " +
        "fields become tests), or say --reveal-inputs",
    );
  const { console, process } = context;
  const { cases, leftOut } = await readCases(fromDecisions, context);
  for (const [why, count] of leftOut) console.note(`left out ${count}: ${why}`);
  const [policy] = policies.filter((path) => extname(path) === ".ts");
  const files = policy === undefined ? regoRegression(cases) : await ofPolicy(policy, cases, output, context);
  for (const [name, text] of Object.entries(files)) {
    const path = join(resolve(process.cwd(), output), name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    console.result(relative(process.cwd(), path));
  }
}

async function ofPolicy(
  policy: string,
  cases: readonly RegressionCase[],
  output: string,
  context: Context,
): Promise<Readonly<Record<string, string>>> {
  const loaded = await loadPolicy(policy, context);
  const entrypoint = loaded.kind === "typescript" ? loaded.compiled.entrypoint : "";
  const own = cases.filter(({ path, result }) => path === entrypoint && typeof result === "boolean");
  if (own.length === 0)
    throw new CannotProceed(`no decision of the log is ${entrypoint}, answered with true or false`);
  const cwd = context.process.cwd();
  const imported = relative(resolve(cwd, output), resolve(cwd, policy)).replaceAll("\\", "/");
  return typeScriptRegression(own, imported.startsWith(".") ? imported : `./${basename(imported)}`);
}

async function readCases(
  patterns: readonly string[],
  { process }: Context,
): Promise<{ readonly cases: readonly RegressionCase[]; readonly leftOut: ReadonlyMap<LeftOut, number> }> {
  const cases: RegressionCase[] = [];
  const leftOut = new Map<LeftOut, number>();
  const names = new Set<string>();
  for await (const read of recordedDecisions(patterns, process.cwd(), process.stdin)) {
    const made = read.kind === "unreadable" ? "unreadable" : caseOf(read.event, names);
    if (typeof made === "string") leftOut.set(made, (leftOut.get(made) ?? 0) + 1);
    else cases.push(made);
  }
  if (cases.length === 0) throw new CannotProceed(`no decision in ${patterns.join(", ")} makes a test`);
  return { cases, leftOut };
}

function caseOf(event: RecordedEvent, names: Set<string>): RegressionCase | LeftOut {
  const { asked, input, recorded, recordedBuiltins, masked, decisionId, source } = event;
  const name = decisionId ?? `${source.file}:${source.position}`;
  if (names.has(name)) return "a repetition";
  if (masked.length > 0) return "masked";
  if (asked.kind !== "decision") return "no single decision";
  if (recorded.kind === "error" || input.kind === "unparsed") return "an error";
  if (Object.keys(recordedBuiltins).some((builtin) => builtin !== clock))
    return "a builtin that is not repeatable";
  names.add(name);
  const now: Json | undefined = recordedBuiltins[clock]?.["[]"];
  return {
    name,
    path: asked.path,
    ...(input.kind === "given" ? { input: input.value } : {}),
    ...(recorded.kind === "defined" ? { result: recorded.value } : {}),
    ...(now === undefined ? {} : { now }),
  };
}

const clock = "time.now_ns";
