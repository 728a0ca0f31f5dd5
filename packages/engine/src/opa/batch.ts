import type { Query } from "../engine.ts";
import { parseJson, stringifyJson } from "../values/index.ts";
import type { Json } from "../values/json.ts";
import { decisionReference } from "./decision-path.ts";
import type { ReplayMode, ReplayModule } from "./replay-module.ts";

/** A query as it goes to OPA. Its text is made once, however often it is asked again. */
export interface Case {
  /** Place of the query among the engine's queries. */
  readonly index: number;
  readonly path: string;
  readonly mode: ReplayMode;
  /** JSON text of the input; undefined when there is none. */
  readonly input: string | undefined;
  /** JSON text of the clock or the record, or `null`. */
  readonly extra: string;
}

/** Turns a query into the text that OPA gets. */
export function caseOf(query: Query, index: number): Case {
  const input = query.input === undefined ? undefined : stringifyJson(query.input);
  if (query.recordedBuiltins !== undefined) {
    const extra = stringifyJson(recordOf(query.recordedBuiltins));
    return { index, path: query.path, mode: "recorded", input, extra };
  }
  if (query.now !== undefined) {
    return { index, path: query.path, mode: "clock", input, extra: query.now.toString() };
  }
  return { index, path: query.path, mode: "free", input, extra: "null" };
}

/** Size of a case in the document that OPA reads, in characters. */
export function caseSize(one: Case): number {
  return (one.input?.length ?? 0) + one.extra.length + 32;
}

/** What `opa eval` is asked for a list of cases, all with or all without an input. */
export interface BatchQuery {
  /** An array of arrays of `[index, value]`; undefined results have no row. */
  readonly query: string;
  /** The document with the cases. */
  readonly cases: string;
}

/**
 * Makes one question of many.
 *
 * @param casesAt the reference under which the query finds the cases
 */
export function batchQuery(cases: readonly Case[], replay: ReplayModule, casesAt: string): BatchQuery {
  const groups = groupCases(cases);
  const comprehensions = groups.map(({ path, mode, absent }, group) => {
    const subject = absent ? "" : " with input as subject";
    return (
      `[[entry[0], result] | entry := ${casesAt}[${group}][_]; subject := entry[1]; extra := entry[2]; ` +
      `result := ${decisionReference(path)}${subject}${replay.withModifiers(mode, "extra")}]`
    );
  });
  return {
    query: `[${comprehensions.join(", ")}]`,
    cases: `[${groups.map((group) => `[${group.cases.map(entryText).join(",")}]`).join(",")}]`,
  };
}

/**
 * Reads the answer to {@link batchQuery}.
 *
 * @returns the values by the index of their case; a case that is not in it is undefined
 */
export function readBatch(text: string): ReadonlyMap<number, Json> {
  const values = new Map<number, Json>();
  for (const group of arrayOf(parseJson(text))) {
    for (const row of arrayOf(group)) {
      const [index, value] = arrayOf(row);
      if (typeof index !== "number" || value === undefined) throw new Error("opa gave a row without a value");
      values.set(index, value);
    }
  }
  return values;
}

interface CaseGroup {
  readonly path: string;
  readonly mode: ReplayMode;
  readonly absent: boolean;
  readonly cases: readonly Case[];
}

/** Cases that one comprehension can answer. */
export function groupCases(cases: readonly Case[]): readonly CaseGroup[] {
  const groups = new Map<string, { path: string; mode: ReplayMode; absent: boolean; cases: Case[] }>();
  for (const one of cases) {
    const absent = one.input === undefined;
    const key = `${one.mode} ${absent} ${one.path}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { path: one.path, mode: one.mode, absent, cases: [one] });
    else group.cases.push(one);
  }
  return [...groups.values()];
}

function entryText(one: Case): string {
  return `[${one.index},${one.input ?? "null"},${one.extra}]`;
}

/**
 * The record by values: builtin → list of `[arguments, result]`. In decision logs the arguments are the JSON text
 * of an array, whose spelling must not matter.
 */
function recordOf(recorded: NonNullable<Query["recordedBuiltins"]>): Json {
  const record: Record<string, Json> = Object.create(null);
  for (const [builtin, calls] of Object.entries(recorded)) {
    const entries: Json[] = [];
    for (const [argumentsText, result] of Object.entries(calls)) {
      const parsed = parsedOrUndefined(argumentsText);
      // A record that cannot be read is no record.
      if (parsed !== undefined) entries.push([parsed, result]);
    }
    record[builtin] = entries;
  }
  return record;
}

function parsedOrUndefined(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function arrayOf(value: Json): readonly Json[] {
  if (!Array.isArray(value)) throw new Error("opa gave no array where one was asked for");
  return value;
}
