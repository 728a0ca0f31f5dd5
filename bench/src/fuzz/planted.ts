import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { OpaBinary } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { diff } from "@bylaw/policy-diff";
import { comparedInputs, fuzz } from "@bylaw/test-runner";
import { processorSeconds } from "./processor-seconds.ts";
import { type StatedPolicy, statedPolicies } from "./stated.ts";

/** A mistake as people make it, kept as a patch beside an example. */
export interface PlantedBug {
  readonly example: string;
  /** `orders-no-tenant`. */
  readonly name: string;
  readonly file: string;
  /** What is wrong, in a sentence. */
  readonly about: string;
  /** The policy that it is in. */
  readonly policy: string;
  /** Whether more is let in than before. */
  readonly lets: string;
}

/** How a bug was looked for. */
export interface Hunt {
  /** What found it, such as a property; undefined when nothing did. */
  readonly foundBy: string | undefined;
  readonly inputs: number;
  /** Processor time, in seconds. */
  readonly seconds: number;
}

/** The patches of all examples. @param folder `examples/` of the repository */
export function plantedBugs(folder: string): readonly PlantedBug[] {
  return readdirSync(folder)
    .sort()
    .flatMap((example) => {
      const bugs = join(folder, example, "bugs");
      const files = existsSync(bugs) ? readdirSync(bugs).sort() : [];
      return files.filter((file) => file.endsWith(".patch")).map((file) => read(example, join(bugs, file)));
    });
}

function read(example: string, file: string): PlantedBug {
  const text = readFileSync(file, "utf8");
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1];
  const [policy, lets] = [field("Policy"), field("Lets in")];
  if (policy === undefined || lets === undefined)
    throw new Error(`${file} does not begin with what is wrong, Policy: and Lets in:`);
  return { example, name: basename(file, ".patch"), file, about: text.split("\n")[0] ?? "", policy, lets };
}

const planted = ".planted-";

/** Removes the copies that runs left behind which were ended. @param folder `examples/` of the repository */
export function removeLeftCopies(folder: string): void {
  for (const example of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, example)))
      if (name.startsWith(planted) && !isRunning(Number.parseInt(name.slice(planted.length), 10)))
        rmSync(join(folder, example, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's runs, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Works with a copy of an example in which a bug is planted; the copy is removed afterwards.
 *
 * @param folder of the example
 * @throws {Error} when the patch does not apply
 */
export async function withBug<T>(
  folder: string,
  { file }: PlantedBug,
  work: (copy: string) => Promise<T>,
): Promise<T> {
  const copy = mkdtempSync(join(folder, `${planted}${process.pid}-`));
  try {
    // Without the tests, which whoever tests the example would run from a copy that was left behind.
    for (const part of ["policies", "test"])
      cpSync(join(folder, part), join(copy, part), {
        recursive: true,
        filter: (file) => !file.endsWith(".test.ts"),
      });
    // Paths are those of the copy, not of the repository around it.
    execFileSync("git", ["apply", file], {
      cwd: copy,
      env: { ...process.env, GIT_CEILING_DIRECTORIES: folder },
    });
    return await work(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The policy with a bug, and what is claimed of it. */
export async function buggedPolicy(copy: string, bug: PlantedBug): Promise<StatedPolicy> {
  const [policy] = await statedPolicies(copy, bug.example, bug.policy);
  if (policy === undefined) throw new Error(`${bug.example} has no policy ${bug.policy}`);
  return policy;
}

/** Looks for a bug with the properties that the example states of the policy. */
export async function huntByProperties(
  { policy, run, stated }: StatedPolicy,
  opa: OpaBinary,
  seconds: number,
): Promise<Hunt> {
  const start = processorSeconds();
  const result = await fuzz({
    ...run,
    policy,
    properties: stated,
    opa,
    seconds,
    clock: processorSeconds,
    stopAtFirst: true,
  });
  const found = result.properties.find(({ status }) => status === "fails");
  return { foundBy: found?.name, inputs: result.inputs, seconds: processorSeconds() - start };
}

/**
 * Looks for it as `bylaw diff --search` does, beside the policy without it.
 *
 * @param seconds of processor time for the search itself
 */
export async function huntByDiff(
  folder: string,
  copy: string,
  bug: PlantedBug,
  { data }: StatedPolicy,
  seconds: number,
): Promise<Hunt> {
  const file = join("policies", `${bug.policy}.ts`);
  const documents = join(copy, "data.json");
  if (data !== undefined) writeFileSync(documents, stringifyJson(data));
  const given = data === undefined ? {} : { baseData: [documents], headData: [documents] };
  // Until the search begins, policies are compiled.
  let begun: number | undefined;
  const clock = () => {
    const now = processorSeconds();
    begun ??= now;
    return now;
  };
  const report = await diff({
    base: join(folder, file),
    head: join(copy, file),
    cwd: folder,
    decisions: [],
    search: { seconds, clock, makeInputs: comparedInputs, untilVerdict: true },
    ...given,
  });
  const groups = report.groups.map(({ transition }) => transition);
  return {
    foundBy: groups.find(isOtherVerdict) ?? groups[0],
    inputs: report.search?.inputs ?? 0,
    seconds: processorSeconds() - (begun ?? 0),
  };
}

/** Whether what was found is another verdict; else it is another answer, such as another message. */
function isOtherVerdict(transition: string | undefined): boolean {
  const [from, to] = transition?.split("->") ?? [];
  return from !== to;
}

/** The rows as Markdown. */
export function plantedTable(
  rows: readonly { readonly bug: PlantedBug; readonly properties: Hunt; readonly diff: Hunt }[],
): string {
  const cell = ({ foundBy, seconds }: Hunt) =>
    foundBy === undefined ? "**not found**" : `${foundBy}, ${seconds.toFixed(1)} s`;
  const lines = rows.map(
    ({ bug, properties, diff: byDiff }) =>
      `| ${bug.example} | ${bug.about} | ${bug.lets} | ${cell(properties)} | ${cell(byDiff)} |`,
  );
  const found = (hunts: readonly Hunt[]) => hunts.filter(({ foundBy }) => foundBy !== undefined).length;
  return [
    "| example | mistake | lets in | by properties | by `bylaw diff --search` |",
    "|---|---|---|---|---|",
    ...lines,
    "",
    `By properties: ${found(rows.map(({ properties }) => properties))} of ${rows.length}. By \`bylaw diff --search\`: ${found(rows.map((row) => row.diff))} of ${rows.length}, ${rows.filter((row) => isOtherVerdict(row.diff.foundBy)).length} of them with another verdict. ${rows.filter(({ bug }) => bug.lets === "more").length} let in more.`,
  ].join("\n");
}
