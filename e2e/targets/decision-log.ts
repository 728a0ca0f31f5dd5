import { readFile } from "node:fs/promises";
import type { JsonObject } from "@bylaw/engine";
import type { HttpInput } from "./check-request.ts";

/** A decision that a server has logged. */
export interface LoggedDecision {
  readonly decision_id: string;
  readonly input?: JsonObject;
  readonly error?: unknown;
  /** The time that its rules saw, in nanoseconds; undefined when none asked for it. */
  readonly now: bigint | undefined;
}

const clock = /"time\.now_ns":\{"\[\]":(\d+)\}/;

/** The decisions in a log of OPA's console logger, by their ids. */
export async function readDecisionLog(file: string): Promise<ReadonlyMap<string, LoggedDecision>> {
  const decisions = new Map<string, LoggedDecision>();
  for (const line of (await readFile(file, "utf8")).split("\n")) {
    if (!line.startsWith("{") || !line.includes('"decision_id"')) continue;
    const event = JSON.parse(line) as Omit<LoggedDecision, "now">;
    const time = clock.exec(line)?.[1];
    decisions.set(event.decision_id, { ...event, now: time === undefined ? undefined : BigInt(time) });
  }
  return decisions;
}

/** Decisions about Envoy's requests, by the numbers of these. */
export function byRequest(
  decisions: ReadonlyMap<string, LoggedDecision>,
): ReadonlyMap<unknown, LoggedDecision> {
  const idOf = (input: JsonObject | undefined) =>
    (input as HttpInput | undefined)?.attributes?.request?.http?.id;
  return new Map([...decisions.values()].map((one) => [idOf(one.input), one]));
}
