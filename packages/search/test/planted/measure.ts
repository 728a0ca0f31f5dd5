import { type EvidencedOutcome, findOpa, type Json } from "@bylaw/engine";
import fc from "fast-check";
import { createSearchEngine, search, subjectOf } from "../../src/index.ts";
import { planted, sidesOf } from "./planted.ts";

const seconds = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? 1);
const only = process.argv[4];
const random = process.argv.includes("--random");

const lets = ({ outcome }: EvidencedOutcome) =>
  outcome.kind === "defined" && (outcome.value === true || (Array.isArray(outcome.value) && outcome.value.length === 0));

const opa = await findOpa();
let [foundCount, expectedCount, wanted] = [0, 0, 0];
for (const one of planted) {
  if (only !== undefined && only !== "--random" && !one.name.includes(only)) continue;
  const { base, head } = sidesOf(one);
  const subjects = [];
  for (const side of [base, head])
    subjects.push(subjectOf(await createSearchEngine(opa, side, [one.path]), side, one.path));
  const start = performance.now();
  const at: Record<string, string> = {};
  const find = ([before, after]: readonly EvidencedOutcome[]) => {
    if (before === undefined || after === undefined) return undefined;
    const name = lets(before) === lets(after) ? undefined : lets(after) ? "more" : "less";
    if (name !== undefined) at[name] ??= `${((performance.now() - start) / 1_000).toFixed(2)} s`;
    return name;
  };
  const goals = one.lets === "both" ? ["more", "less"] : [one.lets];
  let runs = 0;
  let witness: Json | undefined;
  if (random) {
    runs = plainRandom(subjects, find, () => goals.every((goal) => goal in at));
  } else {
    // It may stop as soon as all is found: a signal is not for that, so short searches follow each other.
    const result = await search({ subjects, seed, budget: { seconds }, find });
    runs = result.runs;
    witness = result.found.map(({ name, candidate, run }) => `${name}@${run} ${JSON.stringify(candidate.input)}`).join("\n      ");
  }
  const all = goals.filter((goal) => goal in at).length;
  expectedCount += goals.length;
  foundCount += all;
  wanted += all === goals.length ? 1 : 0;
  console.log(`${all === goals.length ? "found " : "MISSED"} ${one.name}: ${JSON.stringify(at)} of ${goals}, ${runs} inputs\n      ${witness ?? ""}`);
}
console.log(`${wanted} of ${planted.length} changes, ${foundCount} of ${expectedCount} directions, seed ${seed}, ${seconds} s`);

function plainRandom(subjects: ReturnType<typeof subjectOf>[], find: (decided: EvidencedOutcome[]) => unknown, done: () => boolean): number {
  const places = subjects.flatMap(({ reads }) => reads);
  const deadline = performance.now() + seconds * 1_000;
  let runs = 0;
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
  for (const values of fc.sample(fc.infiniteStream(scalar), { seed, numRuns: 1 })) {
    while (performance.now() < deadline && !done()) {
      let input: Json = {};
      for (const { path } of places) {
        const value = values.next().value as Json;
        input = put(input, path.map((step) => (step.kind === "key" ? step.key : "0")), value);
      }
      find(subjects.map((subject) => subject.decide({ input, now: 1_767_614_400_000_000_000n })));
      runs++;
    }
  }
  return runs;
}

function put(input: Json | undefined, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  if (/^\d+$/.test(key) && (input === undefined || Array.isArray(input))) {
    const elements: Json[] = Array.isArray(input) ? [...input] : [];
    while (elements.length < Number(key)) elements.push("");
    elements[Number(key)] = put(elements[Number(key)], rest, value);
    return elements;
  }
  const members = typeof input === "object" && input !== null && !Array.isArray(input) ? (input as { [k: string]: Json }) : {};
  return { ...members, [key]: put(members[key], rest, value) };
}
