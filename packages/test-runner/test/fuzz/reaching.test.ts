import { findOpa } from "@bylaw/engine";
import { createSearchEngine } from "@bylaw/search";
import { expect, it } from "vitest";
import { reachingInputs } from "../../src/fuzz/reaching.ts";

const rego = `package shop
allow if input.role == "admin"
allow if input.age > 17
`;

it("keeps of generated inputs those that reach something new, and ends when nothing does", async () => {
  const engine = await createSearchEngine(await findOpa(), { modules: { "shop.rego": rego } }, [
    "shop/allow",
  ]);
  const inputs = [{ age: 3 }, { age: 4 }, { role: "admin" }, { age: 20 }, { role: "admin", age: 20 }];
  let made = 0;
  const generate = () => ({ input: inputs[Math.min(made++, inputs.length - 1)] ?? {}, now: 0n });
  const kept = reachingInputs(engine, "shop/allow", generate, () => false);
  expect(kept.map(({ input }) => input)).toEqual([{ age: 3 }, { role: "admin" }, { age: 20 }]);
  expect(made).toBeGreaterThan(1_000);
  expect(made).toBeLessThan(1_010);
  expect(reachingInputs(engine, "shop/allow", generate, () => true)).toEqual([]);
});
