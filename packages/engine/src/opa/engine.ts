import type { Engine, Outcome, PolicySource, Query } from "../engine.ts";
import { stringifyJson } from "../values/index.ts";
import type { Json } from "../values/json.ts";
import { isObject } from "../values/value.ts";
import { batchQuery, type Case, caseOf, caseSize, readBatch } from "./batch.ts";
import type { OpaBinary } from "./binary.ts";
import { type Capabilities, calledNondeterministicBuiltins, readCapabilities } from "./capabilities.ts";
import { pathSegments } from "./decision-path.ts";
import { decideSeparately } from "./exec.ts";
import { policyKey } from "./policy-cache.ts";
import { OpaRunError } from "./process.ts";
import { RegoCompileError, type RegoError, readRegoErrors } from "./rego-error.ts";
import { rememberedText } from "./remembered-text.ts";
import { replayModule } from "./replay-module.ts";
import { checkIn, type RunOptions, runOpa, unexpected, versionFlag } from "./run.ts";
import { type OpaEngineOptions, outcomeOfError, replayFile, type Session, tooDeep } from "./session.ts";
import { type Workspace, withWorkspace } from "./workspace.ts";

/** A policy must not keep us for ever: after so many decisions that ran out of time or room we give up. */
const maxSlowDecisions = 10;

/**
 * Evaluates with OPA itself, in batches of queries to one process. It is the reference for the other engines.
 *
 * `http.send`, `net.lookup_ip_addr` and `opa.runtime` are never called: without a record their outcome is
 * `unavailable`. `error` outcomes may hold values of the input in their message, as OPA writes them.
 *
 * @param entrypoints the decisions that will be asked for, such as `istio/authz/allow`
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export async function createOpaEngine(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
  options: OpaEngineOptions = {},
): Promise<Engine> {
  const data = dataText(source);
  // What a stranger's policy may call is asked each time.
  const remember = options.untrusted === true ? { ...options, cache: false } : options;
  const capabilities = await readCapabilities(opa, source.customBuiltins, remember);
  const texts = Object.values(source.modules);
  const sessionWith = (called: ReadonlySet<string>): Session => ({
    opa,
    source,
    data,
    options,
    replay: replayModule(
      capabilities.builtins.filter(({ name }) => called.has(name)),
      (name) => data.includes(name) || texts.some((text) => text.includes(name)),
    ),
    capabilities: capabilities.textWithout(new Set()),
  });
  const from = [policyKey(opa, source, entrypoints), [...entrypoints], data];
  const text = await rememberedText(opa, "prepared", from, remember, async () => {
    const called = await calledBuiltins(opa, source, capabilities, options);
    const askable = await askableEntrypoints(sessionWith(new Set(called)), entrypoints);
    return JSON.stringify({ called, askable: [...askable] } satisfies Prepared);
  });
  const { called, askable } = JSON.parse(text) as Prepared;
  const session = sessionWith(new Set(called));
  return {
    name: "opa",
    entrypoints: [...entrypoints],
    evaluate: (queries) => evaluateAll(session, new Set(askable), queries),
    close: () => Promise.resolve(),
  };
}

/** What OPA is asked of a policy before its first decision. */
interface Prepared {
  /** The names of the non-deterministic builtins that its modules call. */
  readonly called: readonly string[];
  /** The entry points that can be asked for. */
  readonly askable: readonly string[];
}

/** @throws RegoCompileError when the modules do not compile */
function calledBuiltins(
  opa: OpaBinary,
  source: PolicySource,
  capabilities: Capabilities,
  options: OpaEngineOptions,
): Promise<readonly string[]> {
  return withWorkspace(source.modules, async (workspace) => {
    const errors = await checkIn(workspace, opa, source, { ...options, untrusted: false, strict: false });
    if (errors.length > 0) throw new RegoCompileError(errors);
    const called = await calledNondeterministicBuiltins(capabilities, (text) =>
      checkIn(workspace, opa, source, { ...options, strict: false, capabilities: text }),
    );
    return called.map(({ name }) => name);
  });
}

const dataFile = "data.json";

function dataText(source: PolicySource): string {
  const data = source.data ?? {};
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError("the data of a policy must be an object");
  }
  return stringifyJson(data);
}

/** A reference that can have no value, such as a field of a number, does not compile: it is undefined. */
async function askableEntrypoints(
  session: Session,
  entrypoints: readonly string[],
): Promise<ReadonlySet<string>> {
  const compiles = (paths: readonly string[]) =>
    withSession(session, async (workspace) => {
      const cases = paths.map((path, index) => ({
        index,
        path,
        mode: "free" as const,
        input: "null",
        extra: "null",
      }));
      const { query } = batchQuery(cases, session.replay, "input");
      const nothing = await workspace.write("input.json", "[]");
      const answer = await runEval(session, workspace, query, [`--input=${nothing}`]);
      if (answer.kind === "values") return true;
      if (answer.errors.every(isOfReference)) return false;
      throw new RegoCompileError(answer.errors);
    });
  if (entrypoints.length === 0 || (await compiles(entrypoints))) return new Set(entrypoints);
  const askable = new Set<string>();
  for (const path of entrypoints) if (await compiles([path])) askable.add(path);
  return askable;
}

/** OPA stops counting after ten errors, and says so in an error of its own. */
function isOfReference({ code, file, message }: RegoError): boolean {
  return file === undefined && (code === "rego_type_error" || message === "error limit reached");
}

async function evaluateAll(
  session: Session,
  askable: ReadonlySet<string>,
  queries: readonly Query[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = queries.map(() => ({ kind: "undefined" }));
  const cases: Case[] = [];
  for (const [index, query] of queries.entries()) {
    if (!askable.has(query.path)) continue;
    try {
      cases.push(caseOf(query, index));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      outcomes[index] = tooDeep;
    }
  }
  const budget = { slow: maxSlowDecisions };
  // A process has one input document or none, so the two kinds never share one.
  for (const kind of [
    cases.filter((one) => one.input !== undefined),
    cases.filter((one) => one.input === undefined),
  ]) {
    for (const chunk of chunks(kind, session.options)) {
      await withSession(session, async (workspace) => {
        for (const [index, outcome] of await evaluateChunk(session, workspace, chunk, budget)) {
          outcomes[index] = outcome;
        }
      });
    }
  }
  return outcomes;
}

function* chunks(cases: readonly Case[], options: OpaEngineOptions): Generator<readonly Case[]> {
  const maxQueries = options.maxBatchQueries ?? 2_000;
  const maxSize = options.maxBatchSize ?? 16 * 1024 * 1024;
  let chunk: Case[] = [];
  let size = 0;
  for (const one of cases) {
    const more = caseSize(one);
    if (chunk.length > 0 && (chunk.length >= maxQueries || size + more > maxSize)) {
      yield chunk;
      chunk = [];
      size = 0;
    }
    chunk.push(one);
    size += more;
  }
  if (chunk.length > 0) yield chunk;
}

function withSession<T>(session: Session, use: (workspace: Workspace) => Promise<T>): Promise<T> {
  return withWorkspace(session.source.modules, async (workspace) => {
    await workspace.write(replayFile, session.replay.text);
    await workspace.write(dataFile, session.data);
    await workspace.write("capabilities.json", session.capabilities);
    return use(workspace);
  });
}

type Outcomes = readonly (readonly [index: number, outcome: Outcome])[];

/** So few are decided separately at once: that takes one process, where a batch with an error takes two more. */
const maxSeparateAtOnce = 50;

/**
 * Answers a chunk of cases. One evaluation error fails the whole of a batch: then each case is decided separately
 * by `opa exec`, or, where that cannot be, the batch is halved until the failing case is alone.
 */
async function evaluateChunk(
  session: Session,
  workspace: Workspace,
  cases: readonly Case[],
  budget: { slow: number },
): Promise<Outcomes> {
  const [first] = cases;
  if (first === undefined) return [];
  const alone = cases.length === 1;
  const bounds = boundsOf(session, cases);
  const separately = () => decideSeparately(session, workspace, cases, bounds);
  try {
    const few = cases.length <= maxSeparateAtOnce;
    const atOnce = few ? await separately() : undefined;
    if (atOnce !== undefined) return atOnce;
    const answer = await evaluateBatch(session, workspace, cases, bounds);
    if (answer.kind === "values") return outcomesOf(cases, answer.text, session.replay.packageName);
    const [error] = answer.errors;
    if (alone && error !== undefined) return [[first.index, outcomeOfError(error, session.replay)]];
    const separate = few ? undefined : await separately();
    if (separate !== undefined) return separate;
  } catch (error) {
    const outcome = outcomeOfFailure(error, session.options);
    if (outcome === undefined) throw error;
    if (alone) {
      budget.slow -= 1;
      if (budget.slow < 0) throw error;
      return [[first.index, outcome]];
    }
  }
  return halved(session, workspace, cases, budget);
}

function outcomesOf(cases: readonly Case[], text: string, ownPackage: string): Outcomes {
  const values = readBatch(text);
  return cases.map(({ index, path }) => {
    const value = values.get(index);
    if (value === undefined) return [index, { kind: "undefined" }];
    const isRoot = pathSegments(path).length === 0;
    return [index, { kind: "defined", value: isRoot ? without(value, ownPackage) : value }];
  });
}

/** The root document without the package that stands beside the policy's own. */
function without(root: Json, name: string): Json {
  return isObject(root) ? Object.fromEntries(Object.entries(root).filter(([key]) => key !== name)) : root;
}

/** What a failed run means if a single case brought it about; undefined when none can have. */
function outcomeOfFailure(error: unknown, options: OpaEngineOptions): Outcome | undefined {
  if (error instanceof RangeError) return tooDeep;
  if (!(error instanceof OpaRunError)) return undefined;
  switch (error.reason) {
    case "timeout": {
      const message = `the decision took longer than ${decisionTimeout(options)} ms`;
      return { kind: "error", code: "eval_cancel_error", message };
    }
    case "outputLimit":
      return tooDeep;
    case "failed":
      return error.message.includes("exceeded max depth") ? tooDeep : undefined;
    case "notStarted":
      return undefined;
  }
}

function decisionTimeout(options: OpaEngineOptions): number {
  return Math.min(options.decisionTimeoutMs ?? 10_000, options.timeoutMs ?? Number.POSITIVE_INFINITY);
}

async function halved(
  session: Session,
  workspace: Workspace,
  cases: readonly Case[],
  budget: { slow: number },
): Promise<Outcomes> {
  const middle = Math.ceil(cases.length / 2);
  return [
    ...(await evaluateChunk(session, workspace, cases.slice(0, middle), budget)),
    ...(await evaluateChunk(session, workspace, cases.slice(middle), budget)),
  ];
}

type EvalAnswer =
  | { readonly kind: "values"; readonly text: string }
  | { readonly kind: "errors"; readonly errors: readonly RegoError[] };

/** One slow case must not cost the time of a whole batch at every halving. */
function boundsOf({ options }: Session, cases: readonly Case[]): RunOptions {
  const perBatch = decisionTimeout(options) + 10 * (cases.length - 1);
  return { timeoutMs: Math.min(perBatch, options.timeoutMs ?? 60_000) };
}

async function evaluateBatch(
  session: Session,
  workspace: Workspace,
  cases: readonly Case[],
  bounds: RunOptions,
): Promise<EvalAnswer> {
  if (cases[0]?.input === undefined) {
    const { query, cases: document } = batchQuery(
      cases,
      session.replay,
      `data.${session.replay.packageName}.cases`,
    );
    const file = await workspace.write(
      "cases.json",
      `{${JSON.stringify(session.replay.packageName)}:{"cases":${document}}}`,
    );
    return runEval(session, workspace, query, [`--data=${file}`], bounds);
  }
  const { query, cases: document } = batchQuery(cases, session.replay, "input");
  const file = await workspace.write("input.json", document);
  return runEval(session, workspace, query, [`--input=${file}`], bounds);
}

async function runEval(
  session: Session,
  workspace: Workspace,
  query: string,
  more: readonly string[],
  bounds: RunOptions = {},
): Promise<EvalAnswer> {
  const args = (format: "raw" | "json") => [
    "eval",
    `--format=${format}`,
    "--capabilities=capabilities.json",
    ...(session.options.strictBuiltinErrors ? ["--strict-builtin-errors"] : []),
    ...versionFlag(session.opa, session.source),
    ...[...workspace.moduleFiles, replayFile, dataFile].map((file) => `--data=${file}`),
    ...more,
    "--stdin=false",
    query,
  ];
  const options = { ...session.options, ...bounds };
  const result = await runOpa(session.opa, args("raw"), workspace.folder, options);
  if (result.exitCode === 0) return { kind: "values", text: result.stdout };
  // Only this format says where and with which code.
  const detailed = await runOpa(session.opa, args("json"), workspace.folder, options);
  const errors = readRegoErrors(detailed.stdout || detailed.stderr, workspace.originalNames);
  if (errors === undefined || errors.length === 0) throw unexpected("eval", result);
  return { kind: "errors", errors };
}
