import { expect, it } from "vitest";
import {
  type Checked,
  type FuzzOptions,
  fuzz,
  type Property,
  regoPolicy,
  testedPolicy,
} from "../../src/index.ts";

const fields = ["name", "owner", "note", "unit", "place", "maker"];

/** A guard for each field, deep in a list. */
const policy = testedPolicy(
  regoPolicy({
    decision: "shop/allow",
    modules: {
      "shop.rego": `package shop

allow if {
	count(malformed) == 0
	some part in input.order.parts
	part.kind == "bolt"
}

${fields
  .map(
    (field) => `malformed contains "${field}" if {
	some part in input.order.parts
	part.kind == "bolt"
	some one in part.of.${field}
	not is_string(one)
}
`,
  )
  .join("\n")}`,
    },
  }),
);

const run = (options: Partial<FuzzOptions>) => fuzz({ policy, properties: [], seed: 1, ...options });

/** Time passes only with the inputs that are checked, so that no machine gets further than another. */
function checkedInputs(): { readonly property: Property; readonly clock: () => number } {
  let checked = 0;
  const check = (): Checked => {
    checked++;
    return { kind: "holds" };
  };
  return { property: { name: "any", claim: "any", inputs: "any", check }, clock: () => checked / 100 };
}

it("reaches every body and both outcomes of every condition before the first input is checked", async () => {
  const { property, clock } = checkedInputs();
  const { coverage, corpus, inputs } = await run({ properties: [property], seconds: 2, clock });
  expect(inputs).toBeLessThan(300);
  expect(coverage.bodies.total).toBe(fields.length + 1);
  expect(coverage.unreached).toEqual([]);

  // What it keeps is enough to reach it all again, and as many inputs without it are not.
  const again = await run({ runs: corpus.length + 1, corpus });
  expect(again.coverage.unreached).toEqual([]);
  const guided = await run({ runs: inputs });
  expect(guided.coverage.unreached).not.toEqual([]);
});
