import { sameOutcome } from "@bylaw/engine";
import type { Candidate } from "./candidate.ts";
import type { Subject } from "./subject.ts";

/** So many inputs are passed over that all subjects answer alike. */
const most = 10;

/** A generated input, and how many were passed over. */
export interface Skimmed {
  readonly candidate: Candidate;
  readonly passed: number;
}

/** Of a few generated inputs one that subjects answer differently, if there is one; else the last. */
export function skimmed(subjects: readonly Subject[], make: () => Candidate): Skimmed {
  const answers = subjects.flatMap(({ answer }) => answer ?? []);
  let candidate = make();
  if (answers.length < Math.max(2, subjects.length)) return { candidate, passed: 0 };
  for (let passed = 0; passed < most; passed++) {
    const [first, ...others] = answers.map((answer) => answer(candidate));
    if (first === undefined || others.some((other) => !sameOutcome(first, other)))
      return { candidate, passed };
    candidate = make();
  }
  return { candidate, passed: most };
}
