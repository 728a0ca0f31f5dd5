import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { findOpa, type Json } from "@bylaw/engine";
import { loggedInputs } from "@bylaw/policy-diff";
import {
  caseText,
  corpusFolder,
  describeFuzz,
  type Find,
  type FuzzResult,
  fuzz,
  type Property,
  readCase,
  readCorpus,
  readyProperties,
  regoPolicy,
  saveCorpus,
  type TestedPolicy,
  testedPolicy,
} from "@bylaw/test-runner";
import { InvalidArgumentError } from "commander";
import type { Context, Register } from "../command.ts";
import { CannotProceed, exitCode } from "../exit-code.ts";
import { duration } from "../instant.ts";
import { importPolicy } from "../native-policy.ts";
import { loadPolicy, readJson } from "../policy.ts";
import { printable } from "../printable.ts";

interface FuzzOptions {
  readonly runs?: number;
  readonly time?: number;
  readonly seed?: number;
  readonly property?: readonly string[];
  readonly decision?: string;
  readonly denials?: string;
  readonly data?: string;
  readonly decisions?: readonly string[];
  readonly case?: string;
  readonly save: boolean;
  readonly json?: boolean;
}

/** `bylaw fuzz`: looks for inputs with which properties of a policy fail. */
export const registerFuzz: Register = (program, context) => {
  program
    .command("fuzz")
    .description("look for inputs with which properties of a policy fail, guided by its comparisons")
    .argument(
      "<policy>",
      "a TypeScript policy, which is run, or a .rego file or folder of Rego, which is not",
    )
    .option("--runs <number>", "how many inputs (2000)", positiveInteger)
    .option("--time <length>", "how long, such as 30s or 5m, instead of a number", duration)
    .option("--seed <number>", "another seed than the hash of the policy", positiveInteger)
    .option(
      "--property <names...>",
      "the properties to try, instead of those that hold for every sound policy",
    )
    .option("--decision <path>", "of Rego: the decision to ask for, such as authz/allow")
    .option("--denials <path>", "of Rego: the set of denials beside it, such as authz/deny")
    .option("--data <file>", "base documents as JSON")
    .option("--decisions <logs...>", "decision logs whose inputs to begin with")
    .option("--case <file>", "try one input that was found before, and nothing else")
    .option("--no-save", "keep neither the corpus nor what is found in .bylaw")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        "  $ bylaw fuzz policies/authz.ts",
        "  $ bylaw fuzz policies/authz.ts --time 30s --seed 7",
        "  $ bylaw fuzz policy.rego --decision authz/allow --decisions logs",
        "  $ bylaw fuzz policies/pods.ts --property podAndTemplates subresourcesDoNotBypass",
        `\nProperties: ${readyProperties.map(({ name }) => name).join(", ")}.`,
        "\nExit status: 0 all hold, 1 one fails or shows nothing that was asked for, 2 cannot fuzz.",
      ].join("\n"),
    )
    .action((path: string, options: FuzzOptions) => fuzzPolicy(path, options, context));
};

async function fuzzPolicy(path: string, options: FuzzOptions, context: Context): Promise<void> {
  const { console, process } = context;
  const cwd = process.cwd();
  const properties = propertiesOf(options.property);
  const policy = await policyAt(path, options, context);
  const opa = await console.progress("Looking for OPA", (update) => findOpa({ onProgress: update }));
  const one = options.case === undefined ? undefined : await caseAt(resolve(cwd, options.case));
  const corpus = one ? { questions: [one], broken: [] } : await readCorpus(cwd, policy.name);
  for (const { file, reason } of corpus.broken)
    console.note(printable(`${relative(cwd, file)} is passed over: ${reason}`));
  const logged = await inputsOfLogs(options, policy, context);
  // The empty input is always tried, and comes first.
  const runs = one ? 2 : options.runs;
  const result = await console.progress("Fuzzing", (update) =>
    fuzz({
      policy,
      properties,
      opa,
      corpus: [...corpus.questions, ...logged.map((input) => ({ input, now: recordedAt }))],
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(runs === undefined ? {} : { runs }),
      ...(options.time === undefined || one ? {} : { seconds: options.time }),
      onProgress: (inputs) => update(`${inputs.toLocaleString("en")} inputs`),
    }),
  );
  const files = options.save && !one ? await saved(result, policy, cwd) : new Map<Find, string>();
  console.result(options.json ? asJson(result, files) : printable(describeFuzz(result)));
  for (const file of files.values())
    console.note(printable(`The same again: bylaw fuzz ${path} --case ${file}`));
  const asked = options.property !== undefined && one === undefined;
  const failed = result.properties.some(
    ({ status }) => status === "fails" || (asked && (status === "vacuous" || status === "silent")),
  );
  context.finish(failed ? exitCode.findings : exitCode.ok);
}

/** The clock that recorded inputs are tried with: a Tuesday by day. */
const recordedAt = 1_767_693_600_000_000_000n;

function propertiesOf(names: readonly string[] | undefined): readonly Property[] {
  if (names === undefined) return readyProperties.filter(({ unasked }) => unasked).map(({ make }) => make());
  return names.map((name) => {
    const row = readyProperties.find((one) => one.name === name);
    if (row === undefined) {
      const known = readyProperties.map((one) => one.name).join(", ");
      throw new CannotProceed(`there is no property ${name}; there are ${known}`);
    }
    return row.make();
  });
}

async function policyAt(path: string, options: FuzzOptions, context: Context): Promise<TestedPolicy> {
  const loaded = await loadPolicy(path, context);
  const data = options.data === undefined ? undefined : await readJson(options.data, context);
  const given = data === undefined ? {} : { data };
  if (loaded.kind === "typescript") {
    const policy = await importPolicy(resolve(context.process.cwd(), path));
    return testedPolicy(policy, { artefact: loaded.compiled, ...given });
  }
  const { modules, regoVersion } = loaded.source;
  if (options.decision === undefined)
    throw new CannotProceed(`${path} is Rego: name the decision, as in --decision authz/allow`);
  const policy = regoPolicy({
    modules,
    decision: options.decision,
    ...(options.denials === undefined ? {} : { denials: options.denials }),
    ...(regoVersion === undefined ? {} : { regoVersion }),
    ...given,
  });
  return testedPolicy(policy);
}

async function caseAt(file: string) {
  try {
    return await readCase(file);
  } catch (error) {
    throw new CannotProceed(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function inputsOfLogs(
  { decisions, decision }: FuzzOptions,
  { artefact }: TestedPolicy,
  { process }: Context,
): Promise<readonly Json[]> {
  const path = decision ?? artefact?.entrypoint;
  if (decisions === undefined || path === undefined) return [];
  return loggedInputs(decisions, path, process.cwd(), process.stdin);
}

/** Keeps the corpus and what was found; gives the file of each find, relative to the working folder. */
async function saved(
  { corpus, properties }: FuzzResult,
  { name }: TestedPolicy,
  cwd: string,
): Promise<ReadonlyMap<Find, string>> {
  await saveCorpus(cwd, name, corpus);
  const files = new Map<Find, string>();
  const folder = corpusFolder(cwd, name, "cases");
  for (const { find } of properties) {
    if (find === undefined) continue;
    const text = caseText(find);
    const file = join(
      folder,
      `${find.property}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.json`,
    );
    await mkdir(folder, { recursive: true });
    await writeFile(file, text);
    files.set(find, relative(cwd, file));
  }
  return files;
}

function asJson({ corpus, ...result }: FuzzResult, files: ReadonlyMap<Find, string>): string {
  const holds = result.properties.every(({ status }) => status !== "fails");
  const properties = result.properties.map(({ find, ...property }) => ({
    ...property,
    ...(find === undefined
      ? {}
      : { find: { ...find, ...(files.has(find) ? { file: files.get(find) } : {}) } }),
  }));
  const shown = { version: 1, holds, ...result, corpus: corpus.length, properties };
  return JSON.stringify(shown, bigintsAsText, 2);
}

/** Nanoseconds do not fit into a double, which is what most readers of JSON have. */
function bigintsAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

function positiveInteger(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number === 0)
    throw new InvalidArgumentError("expected a positive whole number");
  return number;
}
