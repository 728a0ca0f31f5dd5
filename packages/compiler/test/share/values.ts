import { createEngine, findOpa } from "@bylaw/engine";
import type { Json } from "@bylaw/engine/values";
import type { Rule } from "../../src/rego/ast.ts";
import { printModule } from "../../src/rego/printer.ts";

/** What OPA says that a set or a value of these rules is, for each input; undefined where it has no value. */
export async function valuesOf(
  rules: readonly Rule[],
  name: string,
  inputs: readonly Json[],
): Promise<readonly (Json | undefined)[]> {
  const rego = printModule({ metadata: {}, package: "shared", rules }).text;
  const path = `shared/${name}`;
  const engine = await createEngine("opa", { modules: { "shared.rego": rego } }, [path], {
    opa: await findOpa(),
    strictBuiltinErrors: true,
  });
  try {
    const outcomes = await engine.evaluate(inputs.map((input) => ({ path, input, now: 0n })));
    return outcomes.map((outcome) => {
      if (outcome.kind === "defined") return outcome.value;
      if (outcome.kind === "undefined") return undefined;
      throw new Error(JSON.stringify(outcome));
    });
  } finally {
    await engine.close();
  }
}
