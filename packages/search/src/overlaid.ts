import type { Json } from "@bylaw/engine";
import { type Candidate, firstNow } from "./candidate.ts";
import { isList, isRecord } from "./json-value.ts";

/**
 * All that one candidate has, in another that has more: what makes a rule come out otherwise, in an input that all
 * other rules accept.
 */
export function overlaid(candidate: Candidate, on: Candidate): Candidate {
  return {
    input: merged(on.input, candidate.input),
    now: candidate.now === firstNow ? on.now : candidate.now,
  };
}

function merged(below: Json | undefined, above: Json): Json {
  if (isList(above) && isList(below)) {
    return below.length > above.length
      ? below.map((one, index) => over(one, above[index]))
      : above.map((one, index) => merged(below[index], one));
  }
  if (!isRecord(above) || !isRecord(below)) return above;
  const members = Object.entries(above).map(([name, value]): [string, Json] => [
    name,
    merged(Object.hasOwn(below, name) ? below[name] : undefined, value),
  ]);
  return { ...below, ...Object.fromEntries(members) };
}

function over(below: Json, above: Json | undefined): Json {
  return above === undefined ? below : merged(below, above);
}
