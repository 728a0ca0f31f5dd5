import type { Json } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { firstNow } from "./candidate.ts";
import { functionsOfPlan } from "./functions-of-plan.ts";
import { isList, isNumber, isRecord, type Path } from "./json-value.ts";
import { type MemberChains, memberChains } from "./member-chains.ts";
import type { Random } from "./random.ts";
import { relatedIn, waysIn } from "./related.ts";
import type { Subject } from "./subject.ts";

/** The values that policies know: their literals, and what is in their base documents. */
export interface Vocabulary {
  readonly texts: readonly string[];
  readonly numbers: readonly (number | bigint)[];
  knows(text: string): boolean;
  /** A value as a policy may expect it, or the simplest of some type. */
  value(random: Random): Json;
  text(random: Random): string;
  /** Keys that a policy follows, one after another. */
  readonly members: MemberChains;
  /** What base documents have below or beside a text. */
  readonly related: ReadonlyMap<string, readonly string[]>;
  /** The texts on ways down base documents, from the outer to the inner. */
  readonly ways: readonly (readonly string[])[];
  /** What is tried first where a policy reads: what builtins can read, texts of base documents, the outer first, literals. */
  readonly likely: readonly Json[];
  /** The paths of functions, of all policies. */
  readonly functions: ReadonlySet<string>;
}

const maxTexts = 5_000;
const mostLikely = 40;
const longestLikely = 40;
const maxNumbers = 1_000;
const simplest: readonly Json[] = ["", "a", 0, 1, -1, true, false, null, [], {}];

/** Gathers what the subjects' plans and data have. */
export function vocabularyOf(subjects: readonly Subject[]): Vocabulary {
  const texts = new Set<string>();
  const numbers = new Set<number | bigint>();
  const [chains, fromInput]: [Path[], Path[]] = [[], []];
  const related = new Map<string, readonly string[]>();
  const functions = new Set<string>();
  const ways = new Map<string, readonly string[]>();
  const documented = new Set<string>();
  const expected = new Set<Json>();
  const addText = (text: string) => {
    if (texts.size < maxTexts) texts.add(text);
    if (/^-?\d{1,30}(\.\d{1,20})?$/.test(text)) addNumber(Number(text));
  };
  const addNumber = (value: number | bigint) => {
    if (numbers.size < maxNumbers) numbers.add(value);
  };
  for (const { planText, data, builtins } of subjects) {
    if (planText !== "") {
      const plan = parseJson(planText);
      const members = readPlan(plan, addText, addNumber);
      chains.push(...members.chains);
      fromInput.push(...members.fromInput);
      for (const path of functionsOfPlan(plan)) functions.add(path);
    }
    readData(
      data,
      (text) => {
        addText(text);
        documented.add(text);
      },
      addNumber,
    );
    for (const [one, others] of relatedIn(data)) related.set(one, others);
    for (const way of waysIn(data)) ways.set(JSON.stringify(way), way);
    for (const name of builtins)
      for (const one of expectedBy(name)) {
        isNumber(one) ? addNumber(one) : addText(one);
        expected.add(one);
      }
  }
  const known = { texts: [...texts], numbers: [...numbers] };
  const text = (random: Random) =>
    known.texts.length === 0 || random.oneIn(10)
      ? random.pick(["", "a", "/", "A"])
      : random.pick(known.texts);
  const value = (random: Random): Json => {
    switch (random.below(8)) {
      case 0:
      case 1:
        return random.pick(simplest);
      case 2:
        return known.numbers.length === 0 ? random.below(100) : random.pick(known.numbers);
      case 3:
        return random.oneIn(2) ? [text(random)] : { [text(random)]: random.oneIn(2) ? true : text(random) };
      default:
        return text(random);
    }
  };
  return {
    ...known,
    knows: (one) => texts.has(one),
    text,
    value,
    members: { chains, fromInput },
    related,
    ways: [...ways.values()],
    functions,
    likely: [
      ...expected,
      ...[...documented].slice(0, mostLikely),
      ...known.texts.filter((one) => one.length <= longestLikely).slice(0, mostLikely),
    ],
  };
}

/** What only an argument of a certain form gets past. */
function expectedBy(builtin: string): readonly (string | number | bigint)[] {
  if (builtin === "time.now_ns") {
    const seconds = Number(firstNow / 1_000_000_000n);
    return [firstNow, seconds * 1_000, seconds - 3_600, seconds, seconds + 3_600];
  }
  if (builtin.startsWith("time.parse"))
    return ["2026-01-05T12:00:00Z", "2026-01-05T11:00:00Z", "2026-01-05T13:00:00Z"];
  if (builtin.startsWith("net.")) return ["10.0.0.1", "192.0.2.1", "2001:db8::1"];
  if (builtin.startsWith("semver.")) return ["1.0.0", "2.0.0"];
  return [];
}

function readPlan(
  plan: Json,
  addText: (text: string) => void,
  addNumber: (value: number) => void,
): MemberChains {
  const strings = isRecord(plan) && isRecord(plan.static) ? plan.static.strings : undefined;
  const texts = (isList(strings) ? strings : []).map((one) => (isRecord(one) ? String(one.value) : ""));
  texts.forEach(addText);
  const visit = (value: Json) => {
    if (typeof value !== "object" || value === null) return;
    if (isRecord(value) && value.type === "MakeNumberIntStmt" && isRecord(value.stmt)) {
      if (typeof value.stmt.value === "number") addNumber(value.stmt.value);
    }
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(plan);
  return memberChains(plan, texts);
}

function readData(
  data: Json | undefined,
  addText: (text: string) => void,
  addNumber: (value: number | bigint) => void,
): void {
  const waiting: Json[] = data === undefined ? [] : [data];
  for (let index = 0; index < waiting.length && index < maxTexts; index++) {
    const value = waiting[index];
    if (typeof value === "string") addText(value);
    else if (isNumber(value)) addNumber(value);
    else if (isList(value)) waiting.push(...value.slice(0, maxTexts));
    else if (isRecord(value)) {
      const members = Object.entries(value).slice(0, maxTexts);
      for (const [name] of members) addText(name);
      waiting.push(...members.map(([, held]) => held));
    }
  }
}
