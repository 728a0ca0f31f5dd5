import { createOpaEngine, type Engine, type OpaBinary } from "@bylaw/engine";
import { recordedClock } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "./tested-policy.ts";
import type { Verdict } from "./verdict.ts";

/** `opa` itself, started with the first question. */
export interface OpaDecider {
  decide(question: Question): Promise<Verdict>;
  close(): Promise<void>;
}

export function opaDecider(opa: OpaBinary, policy: TestedPolicy): OpaDecider {
  let engine: Promise<Engine> | undefined;
  return {
    decide: async (question) => {
      engine ??= createOpaEngine(opa, policy.source, [policy.path]);
      const { input, now } = policy.candidateOf(question);
      const query = { path: policy.path, input, now, recordedBuiltins: recordedClock({ input, now }) };
      const [outcome] = await (await engine).evaluate([query]);
      return policy.verdictOf(outcome ?? { kind: "undefined" });
    },
    close: async () => (await engine)?.close(),
  };
}
