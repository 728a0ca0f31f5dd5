import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOpa, type Outcome } from "@bylaw/engine";
import { expect, test } from "vitest";
import { planEvaluator } from "../../src/javascript/engine.ts";
import { type ConformanceCase, conformanceCases } from "./cases.ts";
import { judge } from "./judge.ts";
import { entrypoint, type PlannedCase, planOfCase } from "./plan-of-case.ts";
import { skipReason } from "./skipped.ts";
import { wasmOutcomes } from "./wasm-of-case.ts";

const leastShare = 0.99;
/** What is known of opa-wasm is that it passes nearly all; how nearly is for the reader of this run. */
const leastWasmShare = 0.9;
/** The versions are two spellings of much the same cases, and building WebAssembly is what takes the time. */
const versionsOnWasm: ReadonlySet<0 | 1> = new Set([1]);

/** Of a case that counts: what is wrong with an answer; undefined when it is the wanted one. */
type Verdict = string | undefined;

interface Verdicts {
  readonly note: string;
  readonly javascript: Verdict;
  /** Absent for cases of strict errors, which opa-wasm does not have. */
  readonly wasm?: Verdict;
  readonly sdk?: Verdict;
}

test.each([1, 0] as const)("generated JavaScript passes OPA's own cases in version %s", async (version) => {
  const opa = await findOpa();
  const cases = conformanceCases(version);
  const cache = await mkdtemp(join(tmpdir(), "bylaw-conformance-wasm-"));
  const verdicts: Verdicts[] = [];
  const waiting = cases.filter((one) => skipReason(one) === undefined);
  let refused = 0;
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const planned = await planOfCase(opa, one, version);
      if (isRightlyRefused(one, planned)) {
        refused++;
        continue;
      }
      const { note } = one;
      const javascript = javascriptVerdict(one, planned);
      const alone = planned.kind === "refused" || one.strict_error === true || !versionsOnWasm.has(version);
      if (alone) verdicts.push({ note, javascript });
      else {
        const { ours, sdk } = await wasmOutcomes(opa, one, version, cache);
        verdicts.push({ note, javascript, wasm: judge(one, ours), sdk: judge(one, sdk) });
      }
    }
  };
  try {
    await Promise.all([worker(), worker(), worker()]);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
  const skipped = cases.length - verdicts.length - refused;
  const javascript = share(verdicts.map((found) => found.javascript));
  const onWasm = verdicts.filter((found) => "wasm" in found);
  const [wasm, sdk] = [share(onWasm.map((found) => found.wasm)), share(onWasm.map((found) => found.sdk))];
  const failures = verdicts.flatMap((found) => [
    ...(found.javascript === undefined ? [] : [`  ${found.note}: ${found.javascript}`]),
    ...(found.wasm === undefined ? [] : [`  on opa-wasm, ${found.note}: ${found.wasm}`]),
  ]);
  console.log(
    [
      ...failures.sort(),
      `OPA's cases, version ${version}: ${cases.length}, of which ${refused} are rightly refused by the compiler and ${skipped} skipped with a reason`,
      `generated JavaScript: ${javascript.text}`,
      ...(onWasm.length === 0
        ? []
        : [`opa-wasm, with our builtins: ${wasm.text}`, `opa-wasm, with its SDK's own: ${sdk.text}`]),
    ].join("\n"),
  );
  expect(javascript.value).toBeGreaterThanOrEqual(leastShare);
  if (onWasm.length > 0) expect(wasm.value).toBeGreaterThanOrEqual(leastWasmShare);
});

function share(verdicts: readonly Verdict[]): { readonly value: number; readonly text: string } {
  const passed = verdicts.filter((verdict) => verdict === undefined).length;
  const value = passed / verdicts.length;
  return { value, text: `${passed} of ${verdicts.length} pass (${(value * 100).toFixed(2)} %)` };
}

function isRightlyRefused(one: ConformanceCase, planned: PlannedCase): boolean {
  const code = one.want_error_code;
  return planned.kind === "refused" && code !== undefined && planned.codes.includes(code);
}

function javascriptVerdict(one: ConformanceCase, planned: PlannedCase): Verdict {
  if (planned.kind === "refused") return planned.message;
  // First decisions are interpreted, and later ones compiled.
  for (const interpretedSteps of [0, Number.POSITIVE_INFINITY]) {
    const verdict = judge(one, javascriptOutcome(one, planned.text, interpretedSteps));
    if (verdict !== undefined) return interpretedSteps === 0 ? verdict : `interpreted: ${verdict}`;
  }
  return undefined;
}

function javascriptOutcome(one: ConformanceCase, plan: string, interpretedSteps: number): Outcome {
  try {
    const evaluate = planEvaluator(plan, one.data ?? {}, {
      strictBuiltinErrors: one.strict_error === true,
      interpretedSteps,
    });
    const query = one.input === undefined ? {} : { input: one.input };
    return evaluate({ path: entrypoint, ...query });
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message).slice(0, 300) : String(error);
    return { kind: "error", code: "crash", message };
  }
}
