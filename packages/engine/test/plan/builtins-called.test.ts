import { buildPlan, builtinsCalled } from "@bylaw/engine";
import { expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";

const module = `package p

decision if {
	lower(input.a) == "x"
	helper
}

helper if time.clock(time.now_ns())[0] > 9

other if http.send({"method": "get", "url": input.url}).status_code == 200

found := data.p.table[input.n]

table.one := rand.intn("a", 6)
`;

async function calledBy(entrypoint: string) {
  const source = { modules: { "p.rego": module } };
  const { artefact } = await buildPlan(await pinnedOpa(), source, { entrypoints: ["p/decision", "p/found"] });
  return builtinsCalled(artefact ?? "", entrypoint);
}

test("builtins that a decision can reach, with those that depend on the world", async () => {
  expect(await calledBy("p/decision")).toEqual([
    { name: "gt", nondeterministic: false },
    { name: "lower", nondeterministic: false },
    { name: "time.clock", nondeterministic: false },
    { name: "time.now_ns", nondeterministic: true },
  ]);
});

test("builtins behind a computed reference", async () => {
  expect(await calledBy("p/found")).toContainEqual({ name: "rand.intn", nondeterministic: true });
});

test("an entry point that the plan does not have calls nothing", async () => {
  expect(await calledBy("p/absent")).toEqual([]);
});
