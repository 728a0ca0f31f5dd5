import type { EvidenceEngine, OpaBinary } from "@bylaw/engine";
import { createEvidenceEngine } from "@bylaw/engine";
import { readPolicyText } from "../policy/compared-literals.ts";
import type { ReplayedEvent } from "../replay/replay-batch.ts";
import { createDisclosure } from "../report/disclosure.ts";
import type { Group } from "../report/report.ts";
import { pathOn, type Side, sourceAt } from "../side/side.ts";
import { explainEvent, type Read } from "./explain-event.ts";
import type { Explanation } from "./explanation.ts";
import { rulesBehind } from "./rules-behind.ts";

export interface ToExplain {
  readonly opa: OpaBinary;
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly groups: readonly Group[];
  /** The events behind the examples of the groups; others are passed over. */
  readonly examples: readonly ReplayedEvent[];
  /** Places of the input whose values are shown. */
  readonly reveal: readonly (readonly string[])[];
}

/** Each decision costs a build of both sides; the groups after these have no line outcomes. */
const maxDecisions = 20;
const maxPlaces = 60;

/**
 * Tells what led to the examples of a report: the rules behind each group, the places of the input that were read, and
 * how each line came out. Shows what the report may show, and no more: input values that a policy names itself.
 *
 * The line outcomes come from the JavaScript engine with evidence, and are left out where its answer is not the
 * replayed one, which `opa` has confirmed.
 */
export async function explainGroups({
  opa,
  sides,
  groups,
  examples,
  reveal,
}: ToExplain): Promise<Explanation> {
  const texts = { base: readPolicyText(sides.base.modules), head: readPolicyText(sides.head.modules) };
  const disclosure = createDisclosure(texts.base, texts.head, reveal);
  const places: Read[] = [...new Map([...texts.base.reads, ...texts.head.reads]).values()]
    .filter((place) => place.length > 0)
    .slice(0, maxPlaces);
  const events = new Map(examples.map((replayed) => [placeKey(replayed.event.source), replayed]));
  const paths = groups.flatMap(
    ({ examples: [first] }) =>
      (first === undefined ? undefined : events.get(placeKey(first.source))?.path) ?? [],
  );
  const explained = new Set([...new Set(paths)].slice(0, maxDecisions));
  const engines = new Map<string, Promise<EvidenceEngine | undefined>>();
  const engineAt = (role: "base" | "head", path: string) => {
    if (!explained.has(path)) return undefined;
    const key = `${role}\0${path}`;
    const engine = engines.get(key) ?? evidenceEngine(opa, sides[role], path);
    engines.set(key, engine);
    return engine;
  };
  const result: Explanation["groups"][number][] = [];
  for (const group of groups) {
    const rules = rulesBehind(group, sides);
    const found = group.examples.flatMap(({ source }) => events.get(placeKey(source)) ?? []);
    // Not the group's: what a caller wrote of a path may be withheld there.
    const path = found[0]?.path;
    const engine = {
      base: path === undefined ? undefined : await engineAt("base", path),
      head: path === undefined ? undefined : await engineAt("head", path),
    };
    result.push({
      id: group.id,
      rules,
      events: found.map((replayed) => explainEvent(replayed, { places, rules, engine, disclosure })),
    });
  }
  return { groups: result };
}

function placeKey({ file, position }: Group["examples"][number]["source"]): string {
  return `${position}:${file}`;
}

/** Undefined for a decision that has no plan of its own, such as a whole package, or that only the other side has. */
function evidenceEngine(opa: OpaBinary, side: Side, path: string): Promise<EvidenceEngine | undefined> {
  return createEvidenceEngine(opa, sourceAt(side, pathOn(side, path)), [pathOn(side, path)], {
    evidence: { expressions: true, inputPaths: true },
  }).catch(() => undefined);
}
