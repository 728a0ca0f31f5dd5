import { describeFind } from "./find.ts";
import type { FuzzResult, PropertyResult } from "./fuzz.ts";

const mostPlaces = 20;
const words = {
  body: "a body that gave no value",
  neverHeld: "a condition that never held",
  alwaysHeld: "a condition that always held",
} as const;

/** What fuzzing found, for people. */
export function describeFuzz(result: FuzzResult): string {
  const { inputs, counted, malformed, allowed, denied, undecided, seed, coverage, properties } = result;
  const number = (value: number) => value.toLocaleString("en");
  const places = coverage.unreached
    .slice(0, mostPlaces)
    .map(({ place, kind }) => `    ${place.file}:${place.row}  ${words[kind]}`);
  const more = coverage.unreached.length - places.length;
  return [
    `${result.policy}: ${number(inputs)} inputs (${number(malformed)} malformed), ${number(allowed)} allowed, ${number(denied)} denied${undecided > 0 ? `, ${number(undecided)} without an answer` : ""}${counted > 0 ? `, ${number(counted)} more only for what they reach` : ""}, seed ${seed}`,
    ...properties.map(describeProperty),
    `  reached: ${share(coverage.bodies)} bodies, ${share(coverage.outcomes)} outcomes of conditions`,
    ...places,
    ...(more > 0 ? [`    and ${number(more)} more`] : []),
    ...properties.flatMap(({ find }) => (find ? ["", describeFind(find)] : [])),
  ].join("\n");
}

function describeProperty({ name, status, asked, met, silence }: PropertyResult): string {
  const part = asked === 0 ? "0" : ((met / asked) * 100).toFixed(met === asked ? 0 : 1);
  switch (status) {
    case "holds":
      return `  holds    ${name} (it spoke of ${part} % of the inputs)`;
    case "fails":
      return `  FAILS    ${name}`;
    case "vacuous":
      return `  shows nothing  ${name}: it spoke of ${part} % of the inputs, under 1 %`;
    case "silent":
      return `  silent   ${name}: ${silence}`;
  }
}

function share({ reached, total }: { readonly reached: number; readonly total: number }): string {
  return `${reached} of ${total}`;
}
