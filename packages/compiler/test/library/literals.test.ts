import { describe, expect, it } from "vitest";
import { runnable } from "../programs/compare.ts";

function codes(condition: string): readonly string[] {
  const found = runnable(`import { envoyPolicy } from "@bylaw/dsl/envoy";
import { quantityAtMost } from "@bylaw/dsl/kubernetes";
import { semverAtLeast } from "@bylaw/dsl/semver";
import { isBefore, now, parseTime } from "@bylaw/dsl/time";

const text = (input: { attributes: { request: { http: { path: string } } } }) => input.attributes.request.http.path;
export default envoyPolicy({ package: "test.literals", allow: { rule: (input) => ${condition} } });
`);
  return "compiled" in found ? [] : found.map(({ code }) => code);
}

describe("literals of the standard library are checked when the policy is compiled", () => {
  it.each([
    `quantityAtMost(text(input), "1.5Gi") === true`,
    `quantityAtMost(text(input), ".5") === true`,
    `semverAtLeast(text(input), "v1.2.0-rc.1+build") === true`,
    `isBefore(now(), parseTime(text(input)) ?? now())`,
  ])("%s is taken", (condition) => expect(codes(condition)).toEqual([]));

  it.each([
    [`quantityAtMost(text(input), "lots") === true`, "BYL1205"],
    [`quantityAtMost(text(input), "-1") === true`, "BYL1205"],
    [`quantityAtMost(text(input), "1e3") === true`, "BYL1205"],
    [`quantityAtMost(text(input), text(input)) === true`, "BYL1114"],
    [`semverAtLeast(text(input), "1.2") === true`, "BYL1205"],
    [`parseTime(text(input)) === parseTime(text(input))`, "BYL1109"],
    [`parseTime(text(input))?.ns === undefined`, "BYL1113"],
    [`\`at \${parseTime(text(input))}\` === ""`, "BYL1144"],
  ])("%s is refused", (condition, code) => expect(codes(condition)).toContain(code));
});
