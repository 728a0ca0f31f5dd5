import {
  type OpaBinary,
  OpaRunError,
  type ParsedSources,
  type PolicySource,
  type PreparedEvidence,
  prepareEvidence,
  RegoCompileError,
  readSources,
} from "@bylaw/engine";
import { hasDecision, ruleAt, segmentsOf } from "../policy/decisions.ts";
import { pathOn, type Side, sourceAt } from "../side/side.ts";
import type { Prepare } from "./side-replayer.ts";

/** How one side answers at a decision path: plain data, which a thread that has no OPA can decide with. */
export type PreparedDecision =
  /** The side has no such decision: it is undefined there. */
  | { readonly kind: "absent" }
  /** A rule answers, which OPA has planned. */
  | { readonly kind: "planned"; readonly evidence: PreparedEvidence }
  /** A place within a rule's value, or a whole package: only `opa` answers these as `opa` does. */
  | { readonly kind: "unplanned" };

/** Has OPA plan decisions of both sides, and read the modules of each once. */
export function decisionPreparer(opa: OpaBinary, sides: Readonly<Record<Side["role"], Side>>): Prepare {
  const known = new Map<PolicySource, Promise<ParsedSources>>();
  const sourcesOf = (source: PolicySource) => {
    const sources = known.get(source) ?? readSources(opa, source);
    known.set(source, sources);
    return sources;
  };
  return (role, asked) => prepareDecision(opa, sides[role], asked, sourcesOf);
}

async function prepareDecision(
  opa: OpaBinary,
  side: Side,
  asked: string,
  sourcesOf: (source: PolicySource) => Promise<ParsedSources>,
): Promise<PreparedDecision> {
  const path = pathOn(side, asked);
  if (!hasDecision(side.modules, path)) return { kind: "absent" };
  const segments = segmentsOf(path);
  const rule = ruleAt(side.modules, segments);
  if (rule === undefined || rule.path.length !== segments.length) return { kind: "unplanned" };
  try {
    const source = sourceAt(side, path);
    const evidence = await prepareEvidence(opa, source, [path], { sources: sourcesOf(source) });
    return evidence.plan === undefined ? { kind: "unplanned" } : { kind: "planned", evidence };
  } catch (error) {
    // What OPA can evaluate but not plan, it evaluates.
    if (error instanceof RegoCompileError || error instanceof OpaRunError) return { kind: "unplanned" };
    throw error;
  }
}
