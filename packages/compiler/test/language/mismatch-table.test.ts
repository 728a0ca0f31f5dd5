import { describe, expect, it } from "vitest";
import { formatDiagnostics } from "../../src/index.ts";
import { describeDisagreement, firstDisagreement, type Runnable, runnable } from "../programs/compare.ts";
import { prelude, refusedPrelude } from "./mismatch-prelude.ts";
import type { Row } from "./mismatch-rows/row.ts";
import { rows } from "./mismatch-rows.ts";

/** A policy of some rules, each of them as an allow rule and as a deny rule. */
function policy(name: string, rules: readonly string[], before: string): string {
  const list = (effect: string): string =>
    rules.map((rule, index) => `    "${effect} ${index}": ${rule},`).join("\n");
  return `${before}
export default envoyPolicy({
  package: "${name}",
  allow: {
${list("allowed")}
  },
  deny: {
${list("denied")}
  },
});
`;
}

function compiled(row: Row, index: number): Runnable {
  const found = runnable(policy(`row_${index}`, row.lowered ?? [], prelude));
  if ("compiled" in found) return found;
  throw new Error(`${row.construct}: ${formatDiagnostics(found)}`);
}

describe("where TypeScript and Rego differ", () => {
  it("each row that is lowered decides alike in every engine", { timeout: 300_000 }, async () => {
    const lowered = rows.filter((row) => row.lowered !== undefined).map(compiled);
    const disagreement = await firstDisagreement(lowered, 200, 5);
    expect(disagreement === undefined ? "" : describeDisagreement(disagreement)).toBe("");
  });

  it.each(
    rows.flatMap((row) =>
      Object.entries(row.refused ?? {}).map(([rule, code]) => [row.construct, rule, code] as const),
    ),
  )("%s: %s is refused", (_, rule, code) => {
    const found = runnable(policy("refused", [rule], refusedPrelude));
    const codes = "compiled" in found ? [] : found.map((one) => one.code);
    expect(new Set(codes)).toEqual(new Set([code]));
  });
});
