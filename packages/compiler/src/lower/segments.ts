import type { Span } from "../compilation.ts";
import { memoised } from "../memoised.ts";
import { withoutAbsorbed } from "./absorbed.ts";
import { alternatives, eitherOf, mostBodies, settledBody } from "./alternatives.ts";
import { writeLiteral } from "./body.ts";
import { elementsTerm, goThrough } from "./collections.ts";
import { and, type Formula, type Variable } from "./formula.ts";
import { enterJoined } from "./joined-rules.ts";
import { type BodyPart, linesOf } from "./lines.ts";
import { promisesOf } from "./promises.ts";
import { type ModuleScope, newScope, type Scope } from "./scope.ts";
import { withoutTouches } from "./without-touches.ts";

/** What must hold for a finding, in the order in which TypeScript comes to it. */
export type Segment =
  | { readonly kind: "when"; readonly formula: Formula }
  | { readonly kind: "each"; readonly variable: Variable; readonly span: Span };

/** The segments with a condition more, as far as it says something. */
export function segmentsWhen(segments: readonly Segment[], test: Formula): readonly Segment[] {
  const formula = withoutTouches(test);
  if (formula.kind === "always") return segments;
  const last = segments.at(-1);
  // Together, what equals one literal is known to equal no other.
  return last?.kind === "when"
    ? [...segments.slice(0, -1), { kind: "when", formula: and(last.formula, formula) }]
    : [...segments, { kind: "when", formula }];
}

/** The ways to come past a segment. */
type Ways = readonly (readonly BodyPart[])[];

/**
 * The ways in which all segments hold: those of each with those of the others. A condition that holds in several ways is
 * a function where it takes fewer lines to ask it than to say all that stands around it for each of them.
 */
export const bodiesOf: (segments: readonly Segment[]) => Ways = memoised((segments: readonly Segment[]) => {
  const conditions = segments.map((segment) =>
    segment.kind === "each" ? undefined : alternatives(segment.formula),
  );
  let ways: readonly Ways[] = segments.map((segment, at) =>
    segment.kind === "each" ? [[segment]] : (conditions[at] ?? []),
  );
  let best = together(ways);
  for (const [at, condition] of conditions.entries()) {
    if (condition === undefined || condition.length < 2) continue;
    const asked: Ways = [[eitherOf(condition)]];
    const others = ways.toSpliced(at, 1, asked);
    const next = together(others);
    if (best !== undefined && (next === undefined || linesOf(next) >= linesOf(best))) continue;
    ways = others;
    best = next;
  }
  return best ?? [];
});

/** The ways to come past all of some segments; nothing when there are too many. */
function together(segments: readonly Ways[]): Ways | undefined {
  const bodies = segments.reduce<Ways | undefined>(
    (before, next) => {
      if (before === undefined || (next.length > 1 && before.length * next.length > mostBodies))
        return undefined;
      return before.flatMap((body) => next.flatMap((parts) => settledBody([...body, ...parts])));
    },
    [[]],
  );
  return bodies && withoutAbsorbed(bodies);
}

/** The scope of a body in which these parts are written; whatever else it depends on is checked beside it. */
export function writeParts(
  parts: readonly BodyPart[],
  module: ModuleScope,
  enter: (scope: Scope) => void = () => undefined,
): Scope {
  const literals = parts.filter((part) => part.kind !== "each");
  const scope = newScope("deny", module, promisesOf(literals));
  enter(scope);
  for (const part of parts) {
    if (part.kind === "each") enterElement(scope, part);
    else writeLiteral(scope, part);
  }
  return scope;
}

function enterElement(scope: Scope, { variable, span }: Extract<Segment, { kind: "each" }>): void {
  const { collection } = variable;
  if (collection.kind === "joined") {
    enterJoined(scope, variable, collection, span);
    return;
  }
  goThrough(scope, variable, elementsTerm(scope, collection), span);
}
