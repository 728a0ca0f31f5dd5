import type { Comparison, Json } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import type { Candidate } from "./candidate.ts";
import type { Step } from "./corpus.ts";
import { elementwise } from "./elementwise.ts";
import {
  type Held,
  heldValues,
  integer,
  isList,
  isNumber,
  isRecord,
  type Path,
  sameJson,
  withValueAt,
} from "./json-value.ts";
import type { OperandSide, ValuesFor } from "./satisfying.ts";

const mostValues = 400;
const mostMade = 300;

/**
 * Puts into an input what its comparisons want: the other operand, or one near it, at the places whose values the
 * operand came from. A place is known by its value, also when that was cut, folded in case, counted or parsed on the
 * way to the comparison.
 *
 * @param comparisons that the candidate led to
 * @param absent places from which nothing came
 */
export function substitutions(
  candidate: Candidate,
  comparisons: readonly Comparison[],
  absent: readonly Path[],
  valuesFor: ValuesFor,
): readonly Step[] {
  const held = heldValues(candidate.input, mostValues).filter(({ path }) => path.length > 0);
  // What makes a comparison come out otherwise comes before what almost does, for all of them.
  const ranked: Step[][] = [];
  const seen = new Set<string>();
  const make = ({ key, put }: Origin, wanted: Json, rank: number): void => {
    if (seen.size >= mostMade) return;
    const name = `${key} ${stringifyJson(wanted)}`;
    if (seen.has(name)) return;
    seen.add(name);
    ranked[rank] ??= [];
    ranked[rank]?.push(() => put(candidate, wanted));
  };
  for (const { site, left, right } of comparisons) {
    const sides: readonly [OperandSide, Json, Json][] = [
      ["left", left, right],
      ["right", right, left],
    ];
    for (const [side, value, other] of sides) {
      const origins = originsOf(value, held, candidate.now);
      if (isList(value))
        origins.push(
          ...held.flatMap((one) => partOf(one.path, value, splitFrom(value, one))).slice(0, mostOrigins),
        );
      if (origins.length === 0 && isList(value)) {
        for (const part of elementwise(site.operator, value, other))
          for (const origin of [
            ...originsOf(part.value, held, candidate.now),
            ...absentOrigins(part.value, absent),
          ])
            make(origin, part.wanted, 0);
        continue;
      }
      const all = [...origins, ...absentOrigins(value, absent)];
      if (all.length === 0) continue;
      for (const [rank, wanted] of valuesFor(site.operator, side, value, other).entries())
        for (const origin of all) make(origin, wanted, rank);
    }
  }
  return ranked.flat();
}

/** Puts a value where an operand came from; undefined when it cannot stand there. */
type Put = (candidate: Candidate, wanted: Json) => Candidate | undefined;

/** Where an operand came from. */
interface Origin {
  /** Tells origins of one input apart. */
  readonly key: string;
  readonly put: Put;
}

const mostOrigins = 6;

function originsOf(operand: Json, held: readonly Held[], now: bigint): Origin[] {
  const exact = held.filter(({ value }) => sameJson(value, operand));
  const found: Origin[] = exact.map(({ path }) => originAt(path));
  // What must hold of every element holds only once it does of all.
  if (exact.length > 1) {
    found.unshift({
      key: `all ${stringifyJson(exact.map(({ path }) => [...path]))}`,
      put: (candidate, wanted) => ({
        ...candidate,
        input: exact.reduce((input, { path }) => withValueAt(input, path, wanted), candidate.input),
      }),
    });
  }
  for (const scale of [1n, 1_000_000n, 1_000_000_000n]) {
    if (isNumber(operand) && Number(now / scale) === Math.trunc(Number(operand)))
      found.push({ key: `clock ${scale}`, put: clock(scale) });
  }
  // A part of a text, or what was computed from it, only where nothing is the operand itself.
  if (found.length === 0)
    for (const one of held)
      found.push(...partOf(one.path, operand, [...derived(operand, one), ...fromClock(operand, one, now)]));
  return found.slice(0, mostOrigins);
}

/** What is not there is null where a value is needed: it may come from any such place. */
function absentOrigins(operand: Json, absent: readonly Path[]): readonly Origin[] {
  return operand === null ? absent.map((path) => originAt(path)) : [];
}

function originAt(path: Path): Origin {
  return {
    key: stringifyJson([...path]),
    put: (candidate, wanted) => ({ ...candidate, input: withValueAt(candidate.input, path, wanted) }),
  };
}

/** A part of what stands at a place, or made from it: values are made in some ways, in a fixed order. */
function partOf(path: Path, operand: Json, puts: readonly Put[]): readonly Origin[] {
  return puts.map((put, index) => ({ key: `${stringifyJson([[...path], operand])} ${index}`, put }));
}

function clock(scale: bigint): Put {
  return (candidate, wanted) => {
    if (!isNumber(wanted)) return undefined;
    const now = BigInt(Math.trunc(Number(wanted))) * scale;
    // Within the years that a time can be written in.
    return now > 0n && now < 9_000_000_000_000_000_000n ? { ...candidate, now } : undefined;
  };
}

function derived(operand: Json, { path, value }: Held): readonly Put[] {
  const put =
    (made: (wanted: Json) => Json | undefined): Put =>
    (candidate, wanted) => {
      const next = made(wanted);
      return next === undefined
        ? undefined
        : { ...candidate, input: withValueAt(candidate.input, path, next) };
    };
  if (typeof value === "string" && typeof operand === "string" && operand !== "") {
    const at = value.toLowerCase().indexOf(operand.toLowerCase());
    if (at < 0) return [];
    const [before, after] = [value.slice(0, at), value.slice(at + operand.length)];
    return [put((wanted) => (typeof wanted === "string" ? before + wanted + after : undefined))];
  }
  if (!isNumber(operand)) return [];
  const number = Number(operand);
  if (typeof value === "string") {
    if (value !== "" && Number(value) === number)
      return [put((wanted) => (isNumber(wanted) ? String(wanted) : undefined))];
    if (BigInt(Date.parse(value) || 0) * 1_000_000n === BigInt(Math.trunc(number)) && number !== 0)
      return [put(timeText)];
    if (value.length === number) return [put((wanted) => resized(value, wanted))];
  }
  if (isList(value) && value.length === number) return [put((wanted) => resized(value, wanted))];
  if (isRecord(value) && Object.keys(value).length === number)
    return [put((wanted) => resized(value, wanted))];
  return [];
}

const scales: readonly bigint[] = [1n, 1_000_000n, 1_000_000_000n, 60_000_000_000n];

/** How long ago a time of the input is, or how long it is until then, in some unit. */
function fromClock(operand: Json, { path, value }: Held, now: bigint): readonly Put[] {
  if (!isNumber(operand)) return [];
  const [length, time] = [Number(operand), nanosecondsOf(value)];
  if (time === undefined) return [];
  const [, scale] = time;
  return scales.flatMap((unit) => {
    const since = Number(now - time[0]) / Number(unit);
    const near = (other: number) => Math.abs(other - length) < 1 || other === length;
    if (!near(since) && !near(-since)) return [];
    const past = near(since);
    return [
      (candidate: Candidate, wanted: Json) => {
        if (!isNumber(wanted)) return undefined;
        const step = BigInt(Math.trunc(Number(wanted))) * unit;
        const then = past ? candidate.now - step : candidate.now + step;
        const next = scale === undefined ? timeText(then) : integer(then / scale);
        return next === undefined
          ? undefined
          : { ...candidate, input: withValueAt(candidate.input, path, next) };
      },
    ];
  });
}

/** A time in nanoseconds, and the unit that it is a number of; undefined for what is none. */
function nanosecondsOf(value: Json): readonly [bigint, bigint | undefined] | undefined {
  if (typeof value === "string") {
    const time = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? undefined : [BigInt(time) * 1_000_000n, undefined];
  }
  if (!isNumber(value) || Number(value) < 1e9) return undefined;
  const scale = Number(value) < 1e11 ? 1_000_000_000n : Number(value) < 1e14 ? 1_000_000n : 1n;
  return [BigInt(Math.trunc(Number(value))) * scale, scale];
}

/** A list that is a text in parts: the text with other parts, or with the last one alone. */
function splitFrom(operand: readonly Json[], { path, value }: Held): readonly Put[] {
  if (typeof value !== "string" || operand.length === 0 || !operand.every((one) => typeof one === "string"))
    return [];
  const [first = "", second = ""] = operand;
  const between = operand.length > 1 ? value.slice(first.length, value.indexOf(second, first.length)) : " ";
  if (operand.join(between) !== value) return [];
  const put =
    (made: (parts: readonly Json[]) => Json | undefined): Put =>
    (candidate, wanted) => {
      const next = isList(wanted) && wanted.length > 0 ? made(wanted) : undefined;
      return next === undefined
        ? undefined
        : { ...candidate, input: withValueAt(candidate.input, path, next) };
    };
  return [put((parts) => parts.join(between)), put((parts) => parts.at(-1))];
}

function timeText(nanoseconds: Json): Json | undefined {
  if (!isNumber(nanoseconds)) return undefined;
  const milliseconds = Number(nanoseconds) / 1_000_000;
  return milliseconds > -62e12 && milliseconds < 253e12 ? new Date(milliseconds).toISOString() : undefined;
}

const largest = 300;

/** With so many characters, elements or members. */
function resized(
  value: string | readonly Json[] | Readonly<Record<string, Json>>,
  size: Json,
): Json | undefined {
  if (typeof size !== "number" || !Number.isInteger(size) || size < 0 || size > largest) return undefined;
  if (typeof value === "string") return value.slice(0, size).padEnd(size, "a");
  if (isList(value)) {
    const filler = value.at(-1) ?? "a";
    return Array.from({ length: size }, (_, index) => value[index] ?? filler);
  }
  const members = Object.entries(value).slice(0, size);
  for (let index = 0; members.length < size; index++) members.push([`a${index}`, "a"]);
  return Object.fromEntries(members);
}
