import { createEngine, type Engine, findOpa, type Json, type Outcome } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { type Command, Option } from "commander";
import type { Context, Register } from "../command.ts";
import { CannotProceed } from "../exit-code.ts";
import { instant } from "../instant.ts";
import { type LoadedPolicy, loadPolicy, readJson } from "../policy.ts";
import { printable } from "../printable.ts";

interface EvalOptions {
  readonly input?: string;
  readonly data?: string;
  readonly engine: Engine["name"];
  readonly decision?: string;
  readonly now?: bigint;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** What the generated Rego says beside `allow`; a policy without deny rules has only the first. */
const reasons = ["allowed_by", "denied_by", "malformed"] as const;

/** `bylaw eval`: one decision, with its reasons. */
export const registerEval: Register = (program: Command, context) => {
  program
    .command("eval")
    .description("make one decision, and say which rules made it")
    .argument("<policy>", "a TypeScript policy, a .rego file or a folder of Rego")
    .option("-i, --input <file>", "the input document as JSON; - reads standard input")
    .option("--data <file>", "base documents as JSON")
    .option("--decision <path>", "the decision to ask for, such as istio/authz/allow")
    .addOption(
      new Option("--engine <name>", "what evaluates")
        .choices(["opa", "opa-wasm", "javascript"])
        .default("opa"),
    )
    .option("--now <time>", "the clock of the decision, as in 2026-11-24T10:00:00Z", instant)
    .option("--explain", "name the rules that decided")
    .option("--json", "print the decision as JSON")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        "  $ bylaw eval policies/authz.ts -i input.json --explain",
        "  $ cat input.json | bylaw eval policies -i - --decision shop/allow",
        "\nExit status: 0 decided (allowed or denied), 2 cannot decide.",
      ].join("\n"),
    )
    .action((path: string, options: EvalOptions) => evaluate(path, options, context));
};

async function evaluate(path: string, options: EvalOptions, context: Context): Promise<void> {
  const policy = await loadPolicy(path, context);
  const decision = options.decision ?? defaultDecision(policy);
  const data = options.data === undefined ? undefined : await readJson(options.data, context);
  const input = options.input === undefined ? undefined : await readJson(options.input, context);
  const asked = [decision, ...reasonPaths(policy)];
  const source = { ...policy.source, ...(data === undefined ? {} : { data }) };
  const opa = await context.console.progress("Looking for OPA", (update) => findOpa({ onProgress: update }));
  const engine = await createEngine(options.engine, source, asked, { opa });
  try {
    const outcomes = await engine.evaluate(
      asked.map((query) => ({
        path: query,
        ...(input === undefined ? {} : { input }),
        ...(options.now === undefined ? {} : { now: options.now }),
      })),
    );
    tell(
      new Map(asked.map((query, index) => [query, outcomes[index] ?? { kind: "undefined" }])),
      decision,
      options,
      context,
    );
  } finally {
    await engine.close();
  }
}

function defaultDecision(policy: LoadedPolicy): string {
  if (policy.kind === "typescript") return policy.compiled.entrypoint;
  throw new CannotProceed(`${policy.path} is Rego: name the decision, as in --decision package/allow`);
}

function reasonPaths(policy: LoadedPolicy): readonly string[] {
  if (policy.kind === "rego") return [];
  const folder = policy.compiled.package.replaceAll(".", "/");
  // What is found names its rules itself.
  if (policy.compiled.answer === "findings") return [];
  const denies = policy.compiled.rules.some((rule) => rule.effect === "deny");
  return reasons.filter((name) => denies || name === "allowed_by").map((name) => `${folder}/${name}`);
}

function tell(
  outcomes: ReadonlyMap<string, Outcome>,
  decision: string,
  options: EvalOptions,
  context: Context,
): void {
  const outcome = outcomes.get(decision) ?? { kind: "undefined" };
  if (outcome.kind === "error")
    throw new CannotProceed(printable(`${decision}: ${outcome.code}: ${outcome.message}`));
  if (outcome.kind === "unavailable")
    throw new CannotProceed(`${decision} needs ${outcome.builtin}, which cannot be called here`);
  const named = reasons.flatMap((reason) => {
    const path = `${decision.split("/").slice(0, -1).join("/")}/${reason}`;
    const names = namesOf(outcomes.get(path));
    return names === undefined ? [] : [{ reason, names }];
  });
  if (options.json) {
    const result: Record<string, Json> = { decision, defined: outcome.kind === "defined" };
    if (outcome.kind === "defined") result.result = outcome.value;
    for (const { reason, names } of named) result[reason] = names;
    context.console.result(stringifyJson(result));
    return;
  }
  const { colours } = context.console;
  const value = outcome.kind === "defined" ? printable(stringifyJson(outcome.value)) : "undefined";
  const paint = value === "true" ? colours.green : value === "false" ? colours.red : colours.bold;
  context.console.result(`${printable(decision)}: ${paint(value)}`);
  if (options.explain) for (const line of explain(named)) context.console.result(printable(line));
}

function namesOf(outcome: Outcome | undefined): readonly string[] | undefined {
  if (outcome?.kind !== "defined" || !Array.isArray(outcome.value)) return undefined;
  return outcome.value.filter((name) => typeof name === "string");
}

function explain(
  named: readonly { readonly reason: string; readonly names: readonly string[] }[],
): readonly string[] {
  const titles: Readonly<Record<string, string>> = {
    allowed_by: "allowed by",
    denied_by: "denied by",
    malformed: "malformed",
  };
  const lines = named.flatMap(({ reason, names }) => names.map((name) => `  ${titles[reason]}  ${name}`));
  return lines.length > 0 ? lines : ["  no rule allows it"];
}
