import type { Json, Outcome } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { isArray, isObject } from "../json-value.ts";
import type { Disclosure } from "../report/disclosure.ts";
import type { AnswerChange } from "../report/report.ts";

const maxChanges = 20;
const maxDepth = 8;

/**
 * What differs inside two answers. Arrays are compared as sets, which is what OPA writes sets as.
 *
 * @returns at most 20 differences, by path
 */
export function answerChanges(base: Outcome, head: Outcome, disclosure: Disclosure): readonly AnswerChange[] {
  if (base.kind !== "defined" || head.kind !== "defined") return [];
  // The answers themselves say it.
  if (typeof base.value === "boolean" || typeof head.value === "boolean") return [];
  const changes: AnswerChange[] = [];
  compare(base.value, head.value, "", 0, disclosure, changes);
  return changes.slice(0, maxChanges);
}

/** The places that differ, without their values. Keys that are no literals of a policy are left out. */
export function changedPlaces(changes: readonly AnswerChange[]): readonly string[] {
  return [...new Set(changes.map(({ op, path }) => `${op} ${path.replaceAll(/‹[^›]*›/g, "*")}`))].sort();
}

function compare(
  base: Json,
  head: Json,
  path: string,
  depth: number,
  disclosure: Disclosure,
  into: AnswerChange[],
): void {
  if (into.length >= maxChanges || canonical(base) === canonical(head)) return;
  if (depth < maxDepth && isArray(base) && isArray(head)) {
    const inBase = new Set(base.map(canonical));
    const inHead = new Set(head.map(canonical));
    for (const value of base) {
      if (!inHead.has(canonical(value)))
        into.push({ op: "remove", path, base: disclosure.answerValue(value) });
    }
    for (const value of head) {
      if (!inBase.has(canonical(value))) into.push({ op: "add", path, head: disclosure.answerValue(value) });
    }
  } else if (depth < maxDepth && isObject(base) && isObject(head)) {
    for (const name of [...new Set([...Object.keys(base), ...Object.keys(head)])].sort()) {
      const before = Object.hasOwn(base, name) ? base[name] : undefined;
      const after = Object.hasOwn(head, name) ? head[name] : undefined;
      const inner = `${path}/${disclosure.key(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
      if (before === undefined && after !== undefined) {
        into.push({ op: "add", path: inner, head: disclosure.answerValue(after) });
      } else if (before !== undefined && after === undefined) {
        into.push({ op: "remove", path: inner, base: disclosure.answerValue(before) });
      } else if (before !== undefined && after !== undefined) {
        compare(before, after, inner, depth + 1, disclosure, into);
      }
    }
  } else {
    into.push({
      op: "replace",
      path,
      base: disclosure.answerValue(base),
      head: disclosure.answerValue(head),
    });
  }
}
