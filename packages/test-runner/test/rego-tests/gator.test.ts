import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOpa } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import { matches } from "../../src/rego-tests/gator/match.ts";
import { InvalidSuite, namesOf } from "../../src/rego-tests/gator/objects.ts";
import { runGatorSuite } from "../../src/rego-tests/gator/run-suite.ts";
import { readRegoFolder } from "../../src/rego-tests/read-folder.ts";

const folders = join(import.meta.dirname, "folders");

it("gives what gator verify 3.23.1 gives", async () => {
  const { source, suites } = await readRegoFolder(["gatekeeper"], folders);
  expect(source).toEqual({ modules: {}, data: {} });
  expect(suites).toEqual([join(folders, "gatekeeper/suite.yaml")]);
  const results = await runGatorSuite(await findOpa(), suites[0] ?? "", "suite.yaml");
  expect(results.map(({ name, status }) => [name, status])).toEqual([
    ["labels/labelled", "passed"],
    ["labels/missing", "passed"],
    ["labels/wrong count", "failed"],
    ["labels/of another kind", "passed"],
    ["labels/excluded", "passed"],
    ["labels/taken", "passed"],
    ["labels/a whole review", "passed"],
    ["labels/later", "skipped"],
    ["labels/no assertions", "error"],
    ["skipped", "skipped"],
    ["no template", "error"],
  ]);
});

it("runs the cases that are asked for", async () => {
  const suite = join(folders, "gatekeeper/suite.yaml");
  const results = await runGatorSuite(await findOpa(), suite, "suite.yaml", { run: /taken/ });
  expect(results.filter(({ status }) => status === "passed").map(({ name }) => name)).toEqual([
    "labels/taken",
  ]);
});

it("refuses a file that holds no suite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bylaw-suite-"));
  try {
    await writeFile(join(folder, "suite.yaml"), "kind: [");
    await expect(runGatorSuite(await findOpa(), join(folder, "suite.yaml"), "suite.yaml")).rejects.toThrow(
      InvalidSuite,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe("a constraint concerns", () => {
  const object = (kind: string, namespace: string, labels: Readonly<Record<string, string>> = {}) =>
    namesOf({ apiVersion: "v1", kind, metadata: { name: "web", namespace, labels } });
  const pod = object("Pod", "shop", { tier: "web" });
  const shop = namesOf({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "shop", labels: { env: "prod" } },
  });

  it.each([
    [{}, true],
    [{ kinds: [{ apiGroups: ["apps"], kinds: ["*"] }] }, false],
    [{ kinds: [{ apiGroups: [""], kinds: ["Pod"] }] }, true],
    [{ scope: "Cluster" }, false],
    [{ scope: "Namespaced" }, true],
    [{ namespaces: ["sh*"] }, true],
    [{ namespaces: ["*op", "x"], excludedNamespaces: ["shop"] }, false],
    [{ labelSelector: { matchLabels: { tier: "web" } } }, true],
    [{ labelSelector: { matchExpressions: [{ key: "tier", operator: "NotIn", values: ["web"] }] } }, false],
    [{ labelSelector: { matchExpressions: [{ key: "x", operator: "DoesNotExist" }] } }, true],
    [{ namespaceSelector: { matchLabels: { env: "prod" } } }, true],
    [{ namespaceSelector: { matchLabels: { env: "test" } } }, false],
    [{ name: "w*" }, true],
    [{ name: "db" }, false],
  ])("what %j matches: %j", (match, expected) => {
    expect(matches(match, pod, shop)).toBe(expected);
  });

  it("nothing when the namespace that it selects by is not known", () => {
    expect(() => matches({ namespaceSelector: { matchLabels: {} } }, pod, undefined)).toThrow(InvalidSuite);
  });
});
