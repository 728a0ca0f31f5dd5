import type { Span } from "../compilation.ts";
import { withoutAbsorbed } from "./absorbed.ts";
import { alternatives, eitherOf, type Literal, mostBodies } from "./alternatives.ts";
import { writeLiteral } from "./body.ts";
import { elementsTerm, goThrough } from "./collections.ts";
import { and, type Formula, type Variable } from "./formula.ts";
import { enterJoined } from "./joined-rules.ts";
import { promisesOf } from "./promises.ts";
import { type ModuleScope, newScope, type Scope } from "./scope.ts";
import { withoutTouches } from "./without-touches.ts";

/** What must hold for a finding, in the order in which TypeScript comes to it. */
export type Segment =
  | { readonly kind: "when"; readonly formula: Formula }
  | { readonly kind: "each"; readonly variable: Variable; readonly span: Span };

/** A part of a body: what must hold, or the elements to go through. */
export type BodyPart = Literal | Extract<Segment, { kind: "each" }>;

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

/** The ways in which all segments hold: those of each with those of the others. */
export function bodiesOf(segments: readonly Segment[]): readonly (readonly BodyPart[])[] {
  const bodies = segments.reduce<readonly (readonly BodyPart[])[]>(
    (before, segment) => {
      const next: readonly (readonly BodyPart[])[] =
        segment.kind === "each" ? [[segment]] : literalsOf(segment.formula, before.length);
      return before.flatMap((body) => next.map((parts) => [...body, ...parts]));
    },
    [[]],
  );
  return withoutAbsorbed(bodies);
}

/** The ways in which a condition holds; one that asks a function when together with those before they are too many. */
function literalsOf(formula: Formula, before: number): readonly (readonly Literal[])[] {
  const all = alternatives(formula);
  return before * all.length <= mostBodies ? all : [[eitherOf(all)]];
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
