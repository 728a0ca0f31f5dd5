import type { Decision, FindingDecision } from "@bylaw/dsl";
import type { Json, Outcome } from "@bylaw/engine";
import type { Answer } from "../decision/compiled-decisions.ts";
import { listOf } from "../json-value.ts";

/** What a policy says to one question, in the words that properties speak. */
export interface Verdict {
  readonly allow: boolean;
  /** Why there is no decision, such as an error or an undefined document; nothing is allowed then. */
  readonly problem?: string;
  /** Whether the decision needs a builtin that cannot be called here; nothing is known then. */
  readonly unavailable?: true;
  readonly allowedBy: readonly string[];
  /** Deny rules that hold, or the messages of a set of denials. */
  readonly deniedBy: readonly string[];
  readonly malformed: readonly string[];
  /** Whether every denial says why. */
  readonly reasoned: boolean;
  /** The decision as it came. */
  readonly value: Json | Decision | undefined;
}

const none = { allowedBy: [], deniedBy: [], malformed: [], reasoned: true } as const;

/** The verdict of a policy of the DSL. */
export function verdictOfAnswer(answer: Answer, outcome: Outcome): Verdict {
  if (answer.kind === "failed") return problemVerdict(answer.message, outcome.kind === "unavailable");
  const { decision } = answer;
  const { allow, allowedBy, deniedBy, malformed } = decision;
  return { allow, allowedBy, deniedBy, malformed, reasoned: isReasoned(decision), value: decision };
}

function isReasoned(decision: Decision | FindingDecision): boolean {
  return !("findings" in decision) || decision.findings.every(({ msg }) => msg.trim() !== "");
}

/** Rules whose being true, or having something in them, denies. */
const denies = /(^|\/)(deny|denied|violations?|block(ed)?|reject(ed)?|refuse|forbid(den)?)$/;

/**
 * The verdict of plain Rego, from the document that `regoPolicy` asks for.
 *
 * @param path the decision, whose name says whether `true` allows
 */
export function verdictOfRego(path: string, outcome: Outcome): Verdict {
  if (outcome.kind === "error") return problemVerdict(`${outcome.code}: ${outcome.message}`, false);
  if (outcome.kind === "unavailable") return problemVerdict(`${outcome.builtin} cannot be called`, true);
  const document = outcome.kind === "defined" ? membersOf(outcome.value) : new Map<string, Json>();
  const [value] = listOf(document.get("decision"));
  if (value === undefined) return problemVerdict(`data.${path.replaceAll("/", ".")} is undefined`, false);
  const denials = [...listOf(document.get("denials")), ...(denies.test(path) ? listOf(value) : [])];
  const shared = {
    ...none,
    deniedBy: denials.map(messageOf),
    reasoned: denials.every((one) => messageOf(one).trim() !== ""),
    value,
  };
  if (typeof value === "boolean") return { ...shared, allow: value !== denies.test(path) };
  if (Array.isArray(value)) return { ...shared, allow: value.length === 0 };
  const members = membersOf(value);
  const allowed = members.get("allowed") ?? members.get("allow");
  if (typeof allowed !== "boolean") return problemVerdict("the decision says neither yes nor no", false);
  return { ...shared, allow: allowed };
}

function problemVerdict(problem: string, unavailable: boolean): Verdict {
  return { ...none, allow: false, problem, value: undefined, ...(unavailable ? { unavailable } : {}) };
}

function membersOf(value: Json): ReadonlyMap<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : new Map();
}

/** What a denial says: a text, or the member that is one. */
function messageOf(denial: Json): string {
  if (typeof denial === "string") return denial;
  const members = membersOf(denial);
  for (const name of ["msg", "message", "reason"]) {
    const text = members.get(name);
    if (typeof text === "string") return text;
  }
  return "";
}

/** A verdict in a line. */
export function describeVerdict({ allow, problem, allowedBy, deniedBy, malformed }: Verdict): string {
  if (problem !== undefined) return `no decision (${problem})`;
  const list = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${title} ${names.map((name) => JSON.stringify(name)).join(", ")}`];
  const reasons = [
    ...list("allowed by", allowedBy),
    ...list("denied by", deniedBy),
    ...list("malformed", malformed),
  ];
  return `${allow ? "allow" : "deny"}${reasons.length > 0 ? ` (${reasons.join("; ")})` : ""}`;
}
