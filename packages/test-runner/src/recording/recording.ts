import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json, JsonObject } from "@bylaw/engine";
import { parseJson, stringifyJson } from "@bylaw/engine/values";
import type { AskedQuestion, Claim, Purpose } from "./recorder.ts";

/** One question of a test run, as it is kept. */
export interface Recorded {
  /** The policy's file, absolute. */
  readonly policy: string;
  /** The test, by its file and full name. */
  readonly test: string;
  readonly question: AskedQuestion;
  readonly purpose: Purpose;
}

/** Several questions as one text, which {@link readRecorded} reads. */
export function recordingText(recorded: readonly Recorded[]): string {
  return recorded.map((one) => `${recordedText(one)}\n`).join("");
}

/** @throws SyntaxError when a line is no JSON */
export function readRecorded(text: string): readonly Recorded[] {
  return text.split("\n").flatMap((line) => (line === "" ? [] : [recordedOf(parseJson(line) as JsonObject)]));
}

/** A line of a recording. */
export function recordedText({ policy, test, question, purpose }: Recorded): string {
  const { input, now, data } = question;
  return stringifyJson({
    policy,
    test,
    now,
    kind: purpose.kind,
    ...(purpose.kind === "claim" ? { claim: { ...purpose.claim } } : {}),
    ...(input === undefined ? {} : { input }),
    ...(data === undefined ? {} : { data }),
  });
}

/**
 * Reads what the tests of a run asked.
 *
 * @param folder with files of lines, as {@link recordedText} writes them
 * @throws SyntaxError when a line is no JSON
 */
export async function readRecording(folder: string): Promise<readonly Recorded[]> {
  const recorded: Recorded[] = [];
  for (const name of (await readdir(folder)).sort()) {
    recorded.push(...readRecorded(await readFile(join(folder, name), "utf8")));
  }
  return recorded;
}

function recordedOf(line: JsonObject): Recorded {
  const { policy, test, now, kind, claim, input, data } = line;
  return {
    policy: String(policy),
    test: String(test),
    question: {
      now: BigInt(String(now)),
      ...(input === undefined ? {} : { input }),
      ...(data === undefined ? {} : { data }),
    },
    purpose: purposeOf(String(kind), claim),
  };
}

function purposeOf(kind: string, claim: Json | undefined): Purpose {
  if (kind !== "claim") return { kind: kind === "answer" ? "answer" : "generated" };
  const { verdict, by, negated } = claim as JsonObject;
  const claimed: Claim = {
    verdict: verdict === "allow" ? "allow" : "deny",
    ...(by === undefined ? {} : { by: String(by) }),
    negated: negated === true,
  };
  return { kind: "claim", claim: claimed };
}
