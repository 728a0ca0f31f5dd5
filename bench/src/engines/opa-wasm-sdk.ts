import { buildWasm, type Json, type Outcome } from "@bylaw/engine";
import { valueBuiltins } from "@bylaw/engine/builtins";
import { loadPolicy } from "@open-policy-agent/opa-wasm";
import type { CreateInProcess } from "./engine.ts";

/**
 * OPA's package for JavaScript, as its documentation says to use it. The builtins that it lacks are ours, as an
 * application has to bring them; the clock is a double there.
 */
export const opaWasmSdk: CreateInProcess = async ({ source, decision, now }, opa) => {
  const { artefact } = await buildWasm(opa, source, { ...source, entrypoints: [decision] });
  if (artefact === undefined) throw new Error(`${decision} has no rule`);
  const clock = BigInt(Math.round(Number(now)));
  const own = [...valueBuiltins].map(([name, builtin]) => [
    name,
    (...args: Json[]) => builtin(args, { now: clock, spend: () => undefined, cache: new Map() }),
  ]);
  const policy = await loadPolicy(
    artefact,
    { initial: 16, maximum: 16_384 },
    {
      ...Object.fromEntries(own),
      "time.now_ns": () => Number(now),
    },
  );
  policy.setData(Object(source.data ?? {}));
  return {
    evaluate: async (queries) =>
      queries.map(({ path, input }): Outcome => {
        const [first] = policy.evaluate(input, path);
        return first === undefined ? { kind: "undefined" } : { kind: "defined", value: first.result };
      }),
  };
};
