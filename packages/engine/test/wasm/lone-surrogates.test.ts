import { describe, expect, it } from "vitest";
import { createEngine, findOpa, type Json } from "../../src/index.ts";

const modules = { "text.rego": "package text\n\nsame := input\n\nlonger if count(input.name) == 3\n" };

// OPA's own JSON takes half of a pair of surrogates for U+FFFD; its WebAssembly would refuse the whole input.
describe("half of a pair of surrogates", () => {
  it.each<Json>([
    { name: "a\ud800b" },
    { name: "\udc00\ud800\ud83d\ude00" },
    { name: "\\ud800" },
    { name: '\\\\"\ud800"' },
    { "key \udfff": ["\ud800"] },
  ])("is the same to every engine: %j", async (input) => {
    const opa = await findOpa();
    const answers = [];
    for (const name of ["opa", "opa-wasm", "javascript"] as const) {
      const engine = await createEngine(name, { modules }, ["text/same", "text/longer"], { opa });
      answers.push(
        await engine.evaluate([
          { path: "text/same", input },
          { path: "text/longer", input },
        ]),
      );
      await engine.close();
    }
    expect(answers[0]?.[0]?.kind).toBe("defined");
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });
});
