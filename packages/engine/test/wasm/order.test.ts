import { createEngine, EngineDisagreement, type PolicySource } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";

// What OPA compiles to WebAssembly goes through sets and objects in the order of its hash tables.
const source: PolicySource = {
  modules: {
    "p.rego": `package p

names contains name if some name in input.names

listed := [name | some name in names]

joined := concat(",", names)

text := json.marshal(names)

sorted_first := [name | some name in sort(names)]

decision := {"names": names, "count": count(names)}
`,
  },
};
const input = { names: ["b", "a", "name8", "name9", "name4", "z", "c"] };
const inOrder = ["a", "b", "c", "name4", "name8", "name9", "z"];

async function decided(path: string, crossCheck: "opa" | "javascript") {
  const engine = await createEngine("opa-wasm", source, [path], { opa: await pinnedOpa(), crossCheck });
  return engine.evaluate([{ path, input }]);
}

describe.each(["opa", "javascript"] as const)("opa-wasm, checked with %s", (second) => {
  test.each(["p/listed", "p/joined", "p/text"])(
    "%s depends on the order of a set, and the check says so",
    async (path) => {
      await expect(decided(path, second)).rejects.toThrow(EngineDisagreement);
    },
  );

  test("what is sorted, or a set itself, is the same", async () => {
    expect(await decided("p/sorted_first", second)).toEqual([{ kind: "defined", value: inOrder }]);
    expect(await decided("p/decision", second)).toEqual([
      { kind: "defined", value: { names: inOrder, count: inOrder.length } },
    ]);
  });
});
