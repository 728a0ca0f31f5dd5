import type { EvidencedOutcome, Json, OpaBinary } from "@bylaw/engine";
import fc from "fast-check";
import {
  createSearchEngine,
  firstNow,
  type SearchOptions,
  type Subject,
  search,
  subjectOf,
} from "../../src/index.ts";
import { inputsRead, type Planted, sidesOf } from "./planted.ts";

/** What a way of searching found of one planted mistake. */
export interface Hunt {
  readonly name: string;
  /** Direction → after how many inputs it was met. */
  readonly found: ReadonlyMap<string, number>;
  readonly missing: readonly string[];
  readonly runs: number;
  readonly seconds: number;
  readonly witnesses: readonly Json[];
}

export type Budget = SearchOptions["budget"];

/** Searches for a planted mistake, guided; stops when all its directions are found. */
export async function hunt(opa: OpaBinary, planted: Planted, seed: number, budget: Budget): Promise<Hunt> {
  const subjects = await subjectsOf(opa, planted);
  const wanted = directionsOf(planted);
  const changedRow = rowOf(planted);
  const start = cpuSeconds();
  const { runs, found } = await search({
    subjects,
    seed,
    budget,
    find: directions,
    focus: (_, rule) => rule.place.row <= changedRow && changedRow <= rule.place.endRow,
    isEnough: (names) => wanted.every((one) => names.has(one)),
  });
  return {
    name: planted.name,
    found: new Map(found.map(({ name, run }) => [name, run])),
    missing: wanted.filter((one) => !found.some(({ name }) => name === one)),
    runs,
    seconds: cpuSeconds() - start,
    witnesses: found.map(({ candidate }) => candidate.input),
  };
}

/** The same with inputs of random values at the places that the policies read, and nothing that steers. */
export async function huntAtRandom(
  opa: OpaBinary,
  planted: Planted,
  seed: number,
  budget: Budget,
): Promise<Hunt> {
  const subjects = await subjectsOf(opa, planted);
  const places = inputsRead[planted.policy];
  const wanted = directionsOf(planted);
  const found = new Map<string, number>();
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
  const [values] = fc.sample(fc.infiniteStream(scalar), { seed, numRuns: 1 });
  if (values === undefined) throw new Error("nothing was generated");
  const start = cpuSeconds();
  let runs = 0;
  const isOver = () =>
    runs >= (budget.runs ?? Number.POSITIVE_INFINITY) ||
    cpuSeconds() - start >= (budget.seconds ?? Number.POSITIVE_INFINITY);
  while (!isOver() && !wanted.every((one) => found.has(one))) {
    let input: Json = {};
    for (const path of places) input = put(input, path.split("."), values.next().value ?? null);
    runs++;
    for (const name of directions(subjects.map((subject) => subject.decide({ input, now: firstNow }))))
      if (!found.has(name)) found.set(name, runs);
  }
  const missing = wanted.filter((one) => !found.has(one));
  return {
    name: planted.name,
    found,
    missing,
    runs,
    seconds: cpuSeconds() - start,
    witnesses: [],
  };
}

/** Where the mistake is; both sides begin the rule at the same row. */
function rowOf(planted: Planted): number {
  const [before = ""] = sidesOf(planted).base.modules["policy.rego"]?.split(planted.from) ?? [];
  return before.split("\n").length;
}

async function subjectsOf(opa: OpaBinary, planted: Planted): Promise<readonly Subject[]> {
  const { base, head } = sidesOf(planted);
  const subjects: Subject[] = [];
  for (const side of [base, head])
    subjects.push(subjectOf(await createSearchEngine(opa, side, [planted.path]), side, planted.path));
  return subjects;
}

function directionsOf({ lets }: Planted): readonly string[] {
  return lets === "both" ? ["more", "less"] : [lets];
}

function directions([base, head]: readonly EvidencedOutcome[]): readonly string[] {
  if (base === undefined || head === undefined || allows(base) === allows(head)) return [];
  return [allows(head) ? "more" : "less"];
}

/** True, or no reason to deny. */
function allows({ outcome }: EvidencedOutcome): boolean {
  if (outcome.kind !== "defined") return false;
  return outcome.value === true || (Array.isArray(outcome.value) && outcome.value.length === 0);
}

function put(input: Json | undefined, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  if (/^\d+$/.test(key) && (input === undefined || Array.isArray(input))) {
    const elements: Json[] = Array.isArray(input) ? [...input] : [];
    while (elements.length < Number(key)) elements.push("");
    elements[Number(key)] = put(elements[Number(key)], rest, value);
    return elements;
  }
  const members = isRecord(input) ? input : {};
  return { ...members, [key]: put(members[key], rest, value) };
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What this process has computed: other work on the machine does not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
