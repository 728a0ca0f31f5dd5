import { DiffFailed } from "../failure.ts";
import { type Checked, readerOf } from "../json-schema.ts";
import type { Group } from "../report/report.ts";

/** What `.bylaw/expected.json` holds; its JSON Schema is `expected-v1.schema.json`. */
export interface ExpectedChanges {
  readonly version: 1;
  readonly expected: readonly ExpectedChange[];
}

/** One group that was reviewed and accepted. */
export interface ExpectedChange {
  /** The name under which it was accepted. */
  readonly group: string;
  /** The whole digest: six digits of it could be hit on purpose. */
  readonly fingerprint: string;
  /** What a reviewer reads; a change is only expected where these are the group's own. */
  readonly path: string;
  readonly transition: string;
  readonly rules: readonly string[];
  /** The most recorded decisions that it covers. */
  readonly maximum: number;
  readonly reason: string;
  /** The last day, in UTC, on which it holds; without it, it does not end. */
  readonly expires?: string;
  readonly acceptedBy: string;
  readonly acceptedOn: string;
}

const maxLength = 4 * 1024 * 1024;
const read: (text: string) => Checked<ExpectedChanges> = readerOf("expected-v1.schema.json");

/**
 * Reads a file of expected changes.
 *
 * @param name what messages call it
 * @throws DiffFailed `expectedInvalid`
 */
export function parseExpected(text: string, name: string): ExpectedChanges {
  const refuse = (wrong: string) => new DiffFailed("expectedInvalid", `${name}: ${wrong}`);
  if (text.length > maxLength) throw refuse(`it is longer than ${maxLength} characters`);
  const found = read(text);
  if (!found.ok) throw refuse(found.wrong);
  const seen = new Set<string>();
  for (const { group, fingerprint, expires, acceptedOn } of found.value.expected) {
    if (seen.has(fingerprint)) throw refuse(`${group} is there twice; keep one of them`);
    seen.add(fingerprint);
    for (const date of [expires, acceptedOn])
      if (date !== undefined && !isDay(date)) throw refuse(`${group}: ${date} is not a day`);
  }
  return found.value;
}

/** Whether a text such as `2026-12-31` is a day of the calendar. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The names of the rules behind a group, on either side, sorted. */
export function rulesBehind({ rules }: Pick<Group, "rules">): readonly string[] {
  return [...new Set([...rules.head, ...rules.base].map(({ name }) => name))].sort();
}
