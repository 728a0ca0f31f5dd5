import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { DiffOptions } from "../../src/index.ts";
import { event, run } from "../fixture.ts";
import { allowedRepos, constraint, folderOf, pod, requiredLabels } from "../side/gatekeeper/policies.ts";
import { recordings } from "../truth.ts";
import { corpusOf, sameAsLogs } from "./same-as-logs.ts";

vi.setConfig({ testTimeout: 300_000 });

const workloads = [{ apiGroups: ["", "apps"], kinds: ["Pod", "Deployment"] }];
const labels = (required: readonly string[], match: object = { kinds: workloads }) =>
  constraint({ kind: "K8sRequiredLabels", name: "owned", match, parameters: { labels: required } });
const repos = (names: readonly string[], match: object = { kinds: workloads }) =>
  constraint({ kind: "K8sAllowedRepos", name: "ours", match, parameters: { repos: names } });

const review = (request: object, more: object = {}) =>
  event({
    decision_id: undefined,
    path: "kubernetes/admission/deny",
    input: { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request },
    result: [],
    ...more,
  });
const request = (index: number, object: object | null, more: object = {}) => ({
  uid: `uid-${index}`,
  kind: { group: "", version: "v1", kind: "Pod" },
  resource: { group: "", version: "v1", resource: "pods" },
  name: "p",
  namespace: "default",
  operation: "CREATE",
  userInfo: { username: `user-${index % 4}`, groups: ["secret-group"] },
  object,
  oldObject: null,
  ...more,
});

const namespace = (name: string, own: object = {}) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: own },
});

/** Of each kind of request several that differ where no constraint looks. */
const log = Array.from({ length: 8 }, (_, index) => {
  const variant = index % 4;
  const image = ["registry.example/app", "elsewhere.example/app"][variant % 2] ?? "";
  const own = [{}, { owner: "a" }, { owner: "a", team: "b" }, { team: "b" }][variant];
  const metadata = { labels: own, annotations: { note: `secret-${index}` } };
  const one = pod(`pod-${variant}`, image, metadata);
  const system = pod(`pod-${variant}`, image, { ...metadata, namespace: "kube-system" });
  const deployment = { ...one, apiVersion: "apps/v1", kind: "Deployment" };
  const kind = { group: "apps", version: "v1", kind: "Deployment" };
  return [
    review(request(index, one)),
    review(request(index, one, { operation: "UPDATE", oldObject: pod("old", image) })),
    review(request(index, null, { operation: "DELETE", oldObject: one })),
    review(request(index, null, { operation: "DELETE" })),
    review(request(index, system, { namespace: "kube-system" }), { bundles: { main: { revision: "r1" } } }),
    review(request(index, deployment, { kind }), { error: { message: "secret-error" }, result: undefined }),
    review(
      request(index, namespace(`ns-${variant}`, own), {
        kind: { group: "", version: "v1", kind: "Namespace" },
        namespace: `ns-${variant}`,
      }),
    ),
    review(request(index, one, { namespace: undefined })),
    review(request(index, one), { erased: ["/input/request/object/metadata/labels"] }),
    review(request(index, null, { operation: "DELETE", oldObject: pod("gone", "") }), {
      erased: ["/input/request/oldObject/spec/containers"],
      masked: ["/input/request/userInfo/username"],
    }),
    event({ path: "orders/allow", input: { user: `secret-${index}` }, result: true }),
    event({ path: "kubernetes/admission/deny", input: null, error: "EOF", result: undefined }),
  ];
}).flat();

/** As those of Gatekeeper's library, which name the labels alone. */
const byLabels = requiredLabels().replace(
  'object.get(input.review.object.metadata, "labels", {})',
  "{label: value | value := input.review.object.metadata.labels[label]}",
);
/** Without what is around the object, which no log holds. */
const byImage = allowedRepos().replace(
  / +violation contains \{"msg": "deleted by hand"\} if \{[^}]*\}\n/,
  "",
);
const templates = `${byLabels}---\n${allowedRepos()}`;
const base = templates + labels(["owner"]) + repos(["registry.example"]);

async function sidesIn(head: string, more: Partial<DiffOptions> = {}, before = base) {
  const cwd = folderOf({
    "base/p.yaml": before,
    "head/p.yaml": head,
    "log.ndjson": `${log.join("\n")}\n{"decision`,
  });
  return {
    base: "base",
    head: "head",
    decisions: ["log.ndjson"],
    cwd,
    minComparable: 0,
    confirmSample: 10,
    ...more,
  };
}

describe("counts as the logs do", () => {
  test.each([
    [
      "parameters, and matches by labels and scope",
      templates +
        labels(["owner", "team"], {
          scope: "Namespaced",
          labelSelector: { matchExpressions: [{ key: "team", operator: "Exists" }] },
        }) +
        repos(["registry.example"], { name: "pod-*" }),
    ],
    [
      "templates, and matches by namespaces and their labels",
      templates.replace("you must provide labels", "labels are missing").replace('== "yes"', '== "no"') +
        labels(["owner"], { kinds: workloads, excludedNamespaces: ["kube-*"] }) +
        repos([], { namespaceSelector: { matchLabels: { owner: "a" } } }),
    ],
  ])("with a head that has other %s", async (_, head) => {
    const { kinds, text, logs } = await sameAsLogs(await sidesIn(head), true);
    expect(logs.totals).toMatchObject({ unreadable: 1 });
    expect(logs.totals.changed).toBeGreaterThan(5);
    expect(kinds).toBeLessThanOrEqual(log.length / 2);
    expect(text).not.toContain("secret");
    expect(text).not.toContain("uid-");
  });
});

describe("what the corpus lacks is named", () => {
  const onlyLabels = byLabels + labels(["owner"]);
  const reading = async (head: string) => {
    const options = await sidesIn(head, {}, onlyLabels);
    const corpus = await corpusOf({ ...options, policies: ["base"] });
    const { report } = await run({ ...options, decisions: [corpus.file] });
    const found = report.indeterminate.filter(({ reason }) => reason === "notInCorpus");
    return { report, paths: [...new Set(found.flatMap(({ paths }) => paths))].sort() };
  };

  test("what the template of head reads, and what its match asks for", async () => {
    const named = labels(["owner"], { kinds: workloads, name: "pod-1" });
    const { paths, report } = await reading(
      `${byLabels}${named}---\n${byImage}${repos(["registry.example"])}`,
    );
    expect(paths).toEqual(
      expect.arrayContaining(["/input/review/object/metadata/name", "/input/review/object/spec/containers"]),
    );
    expect(report.totals.changed).toBe(0);
  });

  test("parameters are the constraint's, and data is its side's: neither is missing", async () => {
    const inventory = byLabels.replace(
      "count(missing) > 0",
      'count(missing) > 0\n          not data.inventory.cluster["v1"].Namespace["default"].metadata.labels.free',
    );
    const { paths, report } = await reading(inventory + labels(["team", "owner"]));
    expect(paths).toEqual([]);
    expect(report.totals.changed).toBeGreaterThan(5);
  });
});

describe("of a place that is only compared with literals, no other value is kept", () => {
  const cwd = async (condition: string) => {
    const changed = base.replace('input.review.operation == "DELETE"', condition);
    return sidesIn(
      changed,
      {},
      base.replace('input.review.operation == "DELETE"', 'input.review.userInfo.username == "user-1"'),
    );
  };

  test("and the report is that of the logs", async () => {
    const { text } = await sameAsLogs(
      await cwd('input.review.userInfo.username in {"user-1", "user-2"}'),
      false,
    );
    expect(text).toContain("user-2");
    expect(text).not.toContain("user-0");
  });

  test("and a head that does more is not answered for", async () => {
    const options = await cwd('endswith(input.review.userInfo.username, "-0")');
    const corpus = await corpusOf({ ...options, policies: ["base"] });
    expect(corpus.text).not.toContain("user-0");
    const { report } = await run({ ...options, decisions: [corpus.file] });
    const paths = report.indeterminate.flatMap((row) => (row.reason === "notInCorpus" ? row.paths : []));
    expect(paths).toContain("/input/review/userInfo/username");
  });
});

test("what is withheld is erased as it was logged, and named where it decides", async () => {
  const policy = `${byLabels}---\n${byImage}${labels(["owner"])}${repos(["registry.example"])}`;
  const options = await sidesIn(policy, {}, policy);
  const withhold = ["/input/request/oldObject/spec", "/input/request/object/metadata/labels"];
  const corpus = await corpusOf({ ...options, policies: ["base"], withhold });
  const { report } = await run({ ...options, decisions: [corpus.file] });
  const masked = report.indeterminate
    .filter(({ reason }) => reason === "masked")
    .flatMap(({ paths }) => paths);
  // The object of a deletion is the old one.
  expect(masked).toEqual(
    expect.arrayContaining(["/input/review/object/spec", "/input/review/object/metadata/labels"]),
  );
  await expect(
    corpusOf({ ...options, policies: ["base"], withhold: ["/input/review/userInfo"] }),
  ).rejects.toThrow("/input/request/");
});

test("is for constraints alone, on both sides", async () => {
  const options = await sidesIn(base);
  const rego = folderOf({ "p.rego": "package t\n\nallow if input.request.uid\n" });
  const plain = { base: join(rego, "p.rego"), head: join(rego, "p.rego") };
  const ofConstraints = await corpusOf({ ...options, policies: ["base"] });
  const ofPlain = await corpusOf({ ...options, policies: [plain.base] });
  const compare = (sides: object, { file }: { readonly file: string }) =>
    run({ ...options, ...sides, decisions: [file] });
  await expect(compare(plain, ofConstraints)).rejects.toThrow("made for Gatekeeper's constraints");
  await expect(compare({}, ofPlain)).rejects.toThrow("made without constraints");
  await expect(corpusOf({ ...options, policies: ["base", plain.base] })).rejects.toThrow("for each kind");
  await expect(
    corpusOf({ ...options, policies: ["base"], paths: ["constraints/K8sAllowedRepos/ours/deny"] }),
  ).rejects.toThrow("leave out the paths");
});

// The larger recordings are not part of the repository.
const admission = join(recordings, "admission", "decisions.ndjson");
const present = existsSync(admission);

test.skipIf(!present)(
  present ? "the recorded admission requests" : "the recorded admission requests are absent",
  async () => {
    const before = `${byLabels}---\n${byImage}${labels(["owner"])}`;
    const head =
      before +
      labels(["data-classification"], { scope: "Namespaced" }).replace('"owned"', '"classified"') +
      repos([]);
    const options = await sidesIn(head, { decisions: [admission] }, before);
    const { kinds, logs } = await sameAsLogs(options, true);
    expect(logs.totals.changed).toBeGreaterThan(100);
    expect(kinds).toBeLessThan(readFileSync(admission, "utf8").split('"decision_id"').length);
  },
);
