import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadMutablePolicy, type MutablePolicy } from "../../../src/mutation/typescript/load-policy.ts";
import { decide } from "../../../src/mutation/typescript/questions.ts";

// Below the package, so that the DSL is found.
let root = "";
beforeAll(() => {
  root = mkdtempSync(join(import.meta.dirname, "../../.scratch-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const kinds = `export const kinds = ["v1/Namespace", "v1/Service"] as const;
const least = 2;
export const isNamed = (name: string | undefined) => (name ?? "").length > least;
export const isLong = (name: string | undefined) => (name ?? "").length > 40;
`;

const policyText = (
  before: string,
  match: string,
) => `import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
${before}
export default gatekeeperPolicy({
  kind: "K8sNamed",
  match: ${match},
  violation: {
    *"it has a name"({ review }) {
      if (!isNamed(review.object.metadata.name)) yield { msg: "it has no name" };
    },
  },
});
`;

const written: Readonly<Record<string, string>> = {
  inline: policyText('import { isNamed } from "./kinds.ts";', '["v1/Namespace", "v1/Service"]'),
  imported: policyText('import { isNamed, kinds } from "./kinds.ts";', "kinds"),
  named: policyText('import { isNamed } from "./kinds.ts";', '["v1/Namespace", "v1/Service"]').replace(
    /export default (.*)/s,
    (_, call) => `const policy = ${call}export { policy as default };\n`,
  ),
};

const load = async (name: string): Promise<MutablePolicy> => {
  writeFileSync(join(root, "kinds.ts"), kinds);
  writeFileSync(join(root, `${name}.ts`), written[name] ?? "");
  return loadMutablePolicy(join(root, `${name}.ts`), root);
};

const unnamed = (kind: string) => ({
  now: 0n,
  input: {
    review: {
      uid: "1",
      kind: { group: "", version: "v1", kind },
      resource: { group: "", version: "v1", resource: `${kind.toLowerCase()}s` },
      operation: "CREATE",
      userInfo: {},
      object: { apiVersion: "v1", kind, metadata: {}, spec: {} },
    },
  },
});

it.each(Object.keys(written))("makes a policy anew without a kind that it matches, %s", async (name) => {
  const { policy, control, mutants } = await load(name);
  const allows = (kind: string) => decide(policy, unnamed(kind)).allow;
  const without = (kind: string) =>
    mutants.find(({ operator, replacement }) => operator === "drop an element" && !replacement.includes(kind))
      ?.id ?? -1;
  const answers = () => [allows("Namespace"), allows("Service"), allows("Secret")];
  expect(answers()).toEqual([false, false, true]);
  expect(control.isInitial(without("Namespace"))).toBe(true);
  for (const _ of ["first", "again"]) {
    expect(control.with(without("Namespace"), answers).result).toEqual([true, false, true]);
    expect(control.with(without("Service"), answers).result).toEqual([false, true, true]);
    expect(answers()).toEqual([false, false, true]);
  }
  const emptied = mutants.find(({ operator }) => operator === "empty a list")?.id ?? -1;
  expect(control.with(emptied, () => allows("Secret")).result).toBe(false);
});

it("leaves out what a policy is not made of", async () => {
  const { mutants, isPart } = await load("inline");
  const inKinds = mutants.filter(({ range }) => range.file === "kinds.ts");
  expect(new Set(inKinds.filter(isPart).map(({ range }) => range.line))).toEqual(new Set([2, 3]));
  expect(new Set(inKinds.map(({ range }) => range.line))).toEqual(new Set([1, 2, 3, 4]));
  expect(mutants.filter(({ range }) => range.file === "inline.ts").every(isPart)).toBe(true);
});
