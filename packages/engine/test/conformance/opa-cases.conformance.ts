import { findOpa } from "@bylaw/engine";
import { expect, test } from "vitest";
import { planEvaluator } from "../../src/javascript/engine.ts";
import { type ConformanceCase, conformanceCases } from "./cases.ts";
import { judge } from "./judge.ts";
import { entrypoint, planOfCase } from "./plan-of-case.ts";
import { skipped } from "./skipped.ts";

const leastShare = 0.99;

function skipReason(note: string): string | undefined {
  const prefix = Object.keys(skipped).find((key) => key.endsWith("*") && note.startsWith(key.slice(0, -1)));
  return skipped[note] ?? (prefix === undefined ? undefined : skipped[prefix]);
}

interface Verdict {
  readonly note: string;
  readonly kind: "passed" | "failed" | "skipped" | "compile";
  readonly why: string;
}

test("generated JavaScript passes OPA's own cases", async () => {
  const opa = await findOpa();
  const cases = conformanceCases();
  const verdicts: Verdict[] = [];
  const waiting = [...cases];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const planned = await planOfCase(opa, one);
      verdicts.push(verdict(one, planned));
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  const of = (kind: Verdict["kind"]) => verdicts.filter((found) => found.kind === kind);
  const [passed, failed] = [of("passed"), of("failed")];
  const share = passed.length / (passed.length + failed.length);
  const lines = failed.map(({ note, why }) => `  ${note}: ${why}`).sort();
  console.log(
    [
      ...lines,
      `OPA's cases: ${cases.length}, of which ${of("compile").length} are refused by the compiler as they should be, ` +
        `${of("skipped").length} skipped with a reason`,
      `generated JavaScript: ${passed.length} of ${passed.length + failed.length} pass (${(share * 100).toFixed(2)} %)`,
    ].join("\n"),
  );
  expect(share).toBeGreaterThanOrEqual(leastShare);
});

function verdict(one: ConformanceCase, planned: Awaited<ReturnType<typeof planOfCase>>): Verdict {
  const { note } = one;
  if (planned.kind === "refused") {
    const code = one.want_error_code;
    const wanted = code !== undefined && planned.codes.includes(code);
    return { note, kind: wanted ? "compile" : reasonOr(note), why: planned.message };
  }
  const why = judgement(one, planned.text);
  return { note, kind: why === undefined ? "passed" : reasonOr(note), why: why ?? "" };
}

function reasonOr(note: string): "skipped" | "failed" {
  return skipReason(note) === undefined ? "failed" : "skipped";
}

function judgement(one: ConformanceCase, plan: string): string | undefined {
  try {
    const evaluate = planEvaluator(plan, one.data ?? {}, {
      strictBuiltinErrors: one.strict_error === true,
    });
    const query = one.input === undefined ? {} : { input: one.input };
    return judge(one, evaluate({ path: entrypoint, ...query }));
  } catch (error) {
    return error instanceof Error ? `crash: ${error.stack?.slice(0, 300)}` : String(error);
  }
}
