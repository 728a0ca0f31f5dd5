import type { Decision, FindingDecision, Policy, RuleFinding } from "@bylaw/dsl";
import * as encoding from "@bylaw/dsl/encoding";
import { envoyInput, envoyPolicy } from "@bylaw/dsl/envoy";
import { sorted } from "@bylaw/dsl/lists";
import { findingPolicy, policy } from "@bylaw/dsl/policy";
import type { Schema } from "@bylaw/dsl/schema";
import { t } from "@bylaw/dsl/schema";
import { createEngine, type Engine, findOpa } from "@bylaw/engine";
import type { Json } from "@bylaw/engine/values";
import fc from "fast-check";
import { ts } from "ts-morph";
import { type CompiledPolicy, createCompiler, type Diagnostic, type Module } from "../../src/index.ts";
import { malformed, wellTyped } from "../fixtures/inputs.ts";
import { virtualPath } from "../fixtures/sources.ts";

const compiler = createCompiler();
const now = 1_760_000_000_000_000_000n;

/** A program that compiles, and how it decides natively. */
export interface Runnable {
  readonly text: string;
  readonly compiled: CompiledPolicy;
  /** What the Rego was printed of. */
  readonly module: Module;
  readonly native: Policy<unknown, string>;
}

/** Compiles a program, or says why it is refused. */
export function runnable(text: string): Runnable | readonly Diagnostic[] {
  const entry = virtualPath("program.ts");
  const { compilation, stages } = compiler.compileInStages({ entry, sources: new Map([[entry, text]]) });
  if (!compilation.ok) return compilation.diagnostics;
  if (stages.rego === undefined) throw new Error("a policy without its module");
  return { text, compiled: compilation.policy, module: stages.rego, native: nativePolicy(text) };
}

/** Runs a program of ours as TypeScript would. */
function nativePolicy(text: string): Policy<unknown, string> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const module: { exports: { default?: Policy<unknown, string> } } = { exports: {} };
  const libraries: Readonly<Record<string, unknown>> = {
    "@bylaw/dsl/encoding": encoding,
    "@bylaw/dsl/envoy": { envoyInput, envoyPolicy },
    "@bylaw/dsl/lists": { sorted },
    "@bylaw/dsl/policy": { findingPolicy, policy },
    "@bylaw/dsl/schema": { t },
  };
  new Function("module", "exports", "require", outputText)(
    module,
    module.exports,
    (name: string) => libraries[name],
  );
  if (module.exports.default === undefined) throw new Error("the program exports no policy");
  return module.exports.default;
}

/** Inputs for a program: of the declared shape, and with defects. */
export function inputsFor(
  compiled: CompiledPolicy,
  count: number,
  seed: number,
): { readonly good: readonly Json[]; readonly bad: readonly Json[] } {
  const schema = withBody(compiled.input);
  const bad = Math.floor(count * 0.4);
  return {
    good: fc.sample(wellTyped(schema, compiled.comparedLiterals), { numRuns: count - bad, seed }),
    bad: fc.sample(malformed(schema, compiled.comparedLiterals), { numRuns: bad, seed: seed + 1 }),
  };
}

const target: Schema = t.union(
  t.object({ kind: t.oneOf("file"), path: t.string }),
  t.object({ kind: t.oneOf("row"), id: t.number }),
).schema;

/** The schema with bodies that are often what the programs ask for. */
function withBody(schema: Schema): Schema {
  if (schema.kind !== "object") return schema;
  const level = { schema: { kind: "number" }, optional: true } as const;
  const sub = { schema: { kind: "string" }, optional: false } as const;
  const body: Schema = {
    kind: "union",
    members: [
      { kind: "unknown" },
      { kind: "object", properties: { sub, level, target: { schema: target, optional: false } } },
      { kind: "object", properties: { sub, target: { schema: { kind: "unknown" }, optional: true } } },
    ],
  };
  return {
    kind: "object",
    properties: { ...schema.properties, parsed_body: { schema: body, optional: true } },
  };
}

/** What one engine says of one input. */
export interface Answer {
  readonly allow: boolean;
  readonly allowedBy: readonly string[];
  readonly deniedBy: readonly string[];
  readonly malformed: readonly string[];
  /** What a policy that finds things found, each as one text. */
  readonly findings: readonly string[];
  readonly warnings: readonly string[];
}

const answers = {
  allow: `result := {"allow": allow, "allowed_by": allowed_by, "denied_by": denied_by, "malformed": malformed}`,
  findings: `result := {"allow": count(deny) == 0, "deny": deny, "warn": warn, "malformed": malformed}`,
};

/** Asks one engine about several policies at once. */
async function answersOf(
  name: Engine["name"],
  policies: readonly CompiledPolicy[],
  inputs: readonly (readonly Json[])[],
  strictBuiltinErrors: boolean,
): Promise<readonly (readonly (Answer | string)[])[]> {
  const paths = policies.map((policy) => `${policy.package.replaceAll(".", "/")}/result`);
  const modules = Object.fromEntries(
    policies.map((policy) => {
      const empty = ["malformed", ...(policy.answer === "findings" ? ["warn"] : [])].map((name) =>
        policy.rego.includes(`\n${name} contains`) ? "" : `\n${name} := set()\n`,
      );
      return [`${policy.package}.rego`, `${policy.rego}\n${answers[policy.answer]}\n${empty.join("")}`];
    }),
  );
  // However slow the machine is, an answer is waited for.
  const patience = { timeoutMs: 3_600_000, decisionTimeoutMs: 3_600_000 };
  const options = { opa: await findOpa(), strictBuiltinErrors, ...patience };
  const engine = await createEngine(name, { modules }, paths, options);
  try {
    const queries = inputs.flatMap((list, index) =>
      list.map((input) => ({ path: paths[index] ?? "", input, now })),
    );
    const outcomes = await engine.evaluate(queries);
    let at = 0;
    return inputs.map((list) =>
      list.map(() => {
        const outcome = outcomes[at++];
        return outcome?.kind === "defined" ? answerOf(outcome.value) : canonical(outcome);
      }),
    );
  } finally {
    await engine.close();
  }
}

function answerOf(value: Json): Answer | string {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("allow" in value))
    return canonical(value);
  const texts = (key: string): readonly string[] => {
    const found: unknown = Reflect.get(value, key);
    return Array.isArray(found) ? found.map(String) : [];
  };
  const findings = (key: string): readonly RuleFinding[] => {
    const found: unknown = Reflect.get(value, key);
    return Array.isArray(found) ? found.map(ruleFinding) : [];
  };
  const denials = findings("deny");
  return {
    allow: Reflect.get(value, "allow") === true,
    allowedBy: texts("allowed_by"),
    deniedBy: [...texts("denied_by"), ...new Set(denials.map(({ rule }) => rule))],
    malformed: texts("malformed"),
    findings: denials.map(canonical),
    warnings: findings("warn").map(canonical),
  };
}

/** A finding of Rego, which has the rule in its details. */
function ruleFinding({ msg, details: { rule, ...details } }: RegoFinding): RuleFinding {
  return { rule, msg, details };
}

interface RegoFinding {
  readonly msg: string;
  readonly details: RuleFinding["details"] & { readonly rule: string };
}

/** Data as a text that is the same exactly when the data are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return `${inner}n`;
    return typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  });
}

function nativeAnswer(decision: Decision | FindingDecision): Answer {
  const { findings, warnings } = "findings" in decision ? decision : { findings: [], warnings: [] };
  return { ...decision, findings: findings.map(canonical), warnings: warnings.map(canonical) };
}

const engines = [
  ["opa", false],
  ["opa", true],
  ["opa-wasm", false],
  ["javascript", false],
  ["javascript", true],
] as const;

/** An input on which an engine and the program as TypeScript do not agree. */
export interface Disagreement {
  readonly program: string;
  readonly engine: string;
  readonly input: Json;
  readonly native: unknown;
  readonly found: unknown;
  readonly rego: string;
}

/** Decides all inputs in all engines; the first disagreement is enough. */
export async function firstDisagreement(
  programs: readonly Runnable[],
  count: number,
  seed: number,
): Promise<Disagreement | undefined> {
  const inputs = programs.map(({ compiled }, index) => inputsFor(compiled, count, seed + index));
  const all = inputs.map(({ good, bad }) => [...good, ...bad]);
  const policies = programs.map(({ compiled }) => compiled);
  for (const [engine, strict] of engines) {
    const found = await answersOf(engine, policies, all, strict).catch((error: unknown) => {
      throw new Error(explained(error, programs));
    });
    for (const [index, { text, native, compiled }] of programs.entries()) {
      const good = inputs[index]?.good.length ?? 0;
      for (const [at, input] of (all[index] ?? []).entries()) {
        const answer = found[index]?.[at];
        const wrong = at < good ? differs(native, input, answer) : outside(native, input, answer);
        if (wrong !== undefined) {
          const named = `${engine}${strict ? ", strict" : ""}`;
          return { program: text, engine: named, input, native: wrong, found: answer, rego: compiled.rego };
        }
      }
    }
  }
  return undefined;
}

/** What OPA did not like, with the rows and the program that it is about. */
function explained(error: unknown, programs: readonly Runnable[]): string {
  const message = String(error);
  const [, name, row] = /(program_\d+)\.rego:(\d+)/.exec(message) ?? [];
  const found = programs.find(({ compiled }) => compiled.package === name);
  if (found === undefined) return message;
  const rows = found.compiled.rego.split("\n").slice(Math.max(0, Number(row) - 12), Number(row) + 5);
  return [message.slice(0, 400), ...rows, found.text.split("export default ")[1]].join("\n");
}

function differs(native: Policy<unknown, string>, input: Json, answer: Answer | string | undefined): unknown {
  const expected = nativeAnswer(native.decide(input, { now }));
  return JSON.stringify(ordered(expected)) ===
    JSON.stringify(typeof answer === "object" ? ordered(answer) : answer)
    ? undefined
    : expected;
}

function ordered({ allow, ...sets }: Answer): readonly unknown[] {
  const names = ["allowedBy", "deniedBy", "malformed", "findings", "warnings"] as const;
  return [allow, ...names.map((name) => [...sets[name]].sort())];
}

/** On a malformed input, the answer lies between the decision that checks all first and the one that checks reads. */
function outside(native: Policy<unknown, string>, input: Json, answer: Answer | string | undefined): unknown {
  const whole = native.decide(input, { now, check: "whole" });
  const reads = native.decide(input, { now });
  if (typeof answer !== "object") return { whole, reads };
  const holds =
    whole.allowedBy.every((rule) => answer.allowedBy.includes(rule)) &&
    answer.allowedBy.every((rule) => reads.allowedBy.includes(rule)) &&
    (!answer.allow || reads.allow) &&
    (!whole.allow || answer.allow);
  return holds ? undefined : { whole, reads };
}

/** A disagreement as a person reads it. */
export function describeDisagreement(one: Disagreement): string {
  const [, rules = one.program] = one.program.split("export default ");
  return [
    `engine: ${one.engine}`,
    rules,
    `input: ${canonical(one.input)}`,
    `native: ${canonical(one.native)}`,
    `found: ${canonical(one.found)}`,
    one.rego.replace(/^#.*\n/gm, ""),
  ].join("\n");
}
