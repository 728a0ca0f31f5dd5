import { parseJson } from "@bylaw/engine/values";
import { expect, it } from "vitest";
import { typeScriptRegression } from "../../src/regression/typescript-regression.ts";

it("writes a table that says for each input whether it is allowed", () => {
  const files = typeScriptRegression(
    [
      {
        name: "a",
        path: "shop/allow",
        input: { user: "ann" },
        result: true,
        now: 1_767_657_600_000_000_001n,
      },
      { name: "b", path: "shop/allow", result: false },
    ],
    "../policies/shop.ts",
  );
  expect(parseJson(files["recorded-decisions.json"] ?? "")).toEqual([
    { name: "a", allow: true, now: "1767657600000000001", input: { user: "ann" } },
    { name: "b", allow: false },
  ]);
  expect(files["recorded-decisions.test.ts"]).toContain('import policy from "../policies/shop.ts";');
});
