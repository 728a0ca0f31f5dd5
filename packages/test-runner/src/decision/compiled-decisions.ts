import type { CompiledPolicy } from "@bylaw/compiler";
import type { Decision, RuleObligation } from "@bylaw/dsl";
import {
  createEngine,
  type Engine,
  type Json,
  type OpaBinary,
  type Outcome,
  type Query,
} from "@bylaw/engine";
import { findingDecision, ruleObligations } from "./finding-answer.ts";

/** A decision of a policy that answers with an object. */
export interface AnsweredDecision extends Decision {
  /** The object that Envoy is answered. */
  readonly response?: Json;
  /** What must be done for the decision to hold. */
  readonly obligations?: readonly RuleObligation[];
}

/** One question: an input, or none at all, at a time in nanoseconds since 1970. */
export interface Question {
  readonly input?: Json;
  readonly now: bigint;
  /** The data documents, for a policy that declares them. */
  readonly data?: Json;
}

/** What an engine answers: a decision, or what went wrong. */
export type Answer =
  | { readonly kind: "decision"; readonly decision: Decision }
  | { readonly kind: "failed"; readonly message: string };

/** A compiled policy on one engine. */
export interface CompiledDecisions {
  /** How reports call it, such as `opa (strict builtin errors)`. */
  readonly name: string;
  decide(questions: readonly Question[]): Promise<readonly Answer[]>;
  close(): Promise<void>;
}

export interface CompiledDecisionsOptions {
  readonly opa: OpaBinary;
  /** Other Rego in place of the policy's own, for tests of the properties themselves. */
  readonly rego?: string;
  readonly strictBuiltinErrors?: boolean;
}

/** The decision that {@link decisionModule} adds. */
export const decisionPath = "bylaw_test_runner/decision";

/** A decision with all its parts in one document, so that it costs one evaluation. */
export function decisionModule(policy: CompiledPolicy): string {
  const own = `data${policy.package
    .split(".")
    .map((segment) => `[${JSON.stringify(segment)}]`)
    .join("")}`;
  // A set that no rule of the policy fills is not there at all.
  const set = (part: string, name: string) => `"${part}": [element | some element in ${own}.${name}]`;
  const parts =
    policy.answer === "findings"
      ? [set("findings", findingSet(policy)), set("warnings", "warn"), set("malformed", "malformed")]
      : [allowed(policy, own), ...["allowed_by", "denied_by", "malformed"].map((name) => set(name, name))];
  const document = `{${parts.join(", ")}}`;
  const names = documentNames(policy);
  if (names === undefined) return `package bylaw_test_runner\n\ndecision := ${document}\n`;
  // The documents come with each question, beside its input.
  const given = names.map(
    (name) => ` with data[${JSON.stringify(name)}] as input.data[${JSON.stringify(name)}]`,
  );
  return [
    "package bylaw_test_runner",
    `decision := found if found := ${document} with input as input.input${given.join("")}`,
    `else := found if found := ${document}${given.join("")}`,
  ].join("\n\n");
}

/** Whether the input is allowed, or the object that says so. */
function allowed({ entrypoint }: CompiledPolicy, own: string): string {
  const name = entrypoint.slice(entrypoint.lastIndexOf("/") + 1);
  return name === "allow" ? `"allow": ${own}.allow` : `"response": ${own}.${name}`;
}

/** The data documents that a policy declares. */
export function documentNames({ data }: CompiledPolicy): readonly string[] | undefined {
  return data?.kind === "object" ? Object.keys(data.properties) : undefined;
}

export function queryOf({ input, now, data }: Question, names: readonly string[] | undefined): Query {
  if (names === undefined) return { path: decisionPath, now, ...(input === undefined ? {} : { input }) };
  const given = new Map(Object.entries(data ?? {}));
  // What is not there is null: `with` needs a value.
  const documents = Object.fromEntries(names.map((name) => [name, given.get(name) ?? null]));
  return { path: decisionPath, now, input: { ...(input === undefined ? {} : { input }), data: documents } };
}

function findingSet({ entrypoint }: CompiledPolicy): string {
  return entrypoint.slice(entrypoint.lastIndexOf("/") + 1);
}

/**
 * Puts a compiled policy on an engine.
 *
 * @throws {RegoCompileError} when OPA refuses the Rego
 */
export async function compiledDecisions(
  policy: CompiledPolicy,
  name: Engine["name"],
  options: CompiledDecisionsOptions,
): Promise<CompiledDecisions> {
  const modules = {
    [`${policy.package.replaceAll(".", "/")}.rego`]: options.rego ?? policy.rego,
    "bylaw-test-runner.rego": decisionModule(policy),
  };
  const strict = options.strictBuiltinErrors === true;
  const engine = await createEngine(name, { modules }, [decisionPath], {
    opa: options.opa,
    strictBuiltinErrors: strict,
  });
  return {
    name: strict ? `${name} (strict builtin errors)` : name,
    decide: async (questions) => {
      const names = documentNames(policy);
      const queries = questions.map((question) => queryOf(question, names));
      return (await engine.evaluate(queries)).map((outcome) => answerOf(outcome, policy.answer));
    },
    close: () => engine.close(),
  };
}

/** What {@link decisionModule} answered. */
export function answerOf(outcome: Outcome, kind: CompiledPolicy["answer"]): Answer {
  if (outcome.kind !== "defined") return { kind: "failed", message: problemOf(outcome) };
  const document = new Map(Object.entries(outcome.value ?? {}));
  const malformed = namesOf(document.get("malformed"));
  const decision =
    malformed === undefined
      ? undefined
      : kind === "findings"
        ? findingDecision({
            findings: document.get("findings"),
            warnings: document.get("warnings"),
            malformed,
          })
        : allowDecision(document, malformed);
  return decision === undefined
    ? { kind: "failed", message: "a part of the decision has another type" }
    : { kind: "decision", decision };
}

function allowDecision(
  document: ReadonlyMap<string, Json>,
  malformed: readonly string[],
): AnsweredDecision | undefined {
  const response = document.get("response");
  const parts = new Map(Object.entries(response ?? {}));
  const obligations = parts.has("obligations") ? ruleObligations(parts.get("obligations")) : [];
  const allow = document.get("allow") ?? parts.get("allowed");
  const allowedBy = namesOf(document.get("allowed_by"));
  const deniedBy = namesOf(document.get("denied_by"));
  return typeof allow !== "boolean" || !allowedBy || !deniedBy || !obligations
    ? undefined
    : {
        allow,
        allowedBy,
        deniedBy,
        malformed,
        ...(parts.has("obligations") ? { obligations } : response === undefined ? {} : { response }),
      };
}

function namesOf(set: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(set)) return undefined;
  const names = set.filter((name) => typeof name === "string");
  // A set comes in an order that engines do not share.
  return names.length === set.length ? [...names].sort(byBytes) : undefined;
}

function problemOf(outcome: Exclude<Outcome, { kind: "defined" }>): string {
  switch (outcome.kind) {
    case "undefined":
      return "a part of the decision is undefined";
    case "error":
      return `${outcome.code}: ${outcome.message}`;
    case "unavailable":
      return `${outcome.builtin} cannot be called`;
  }
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
