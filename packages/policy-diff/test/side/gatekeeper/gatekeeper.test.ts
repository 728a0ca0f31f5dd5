import { describe, expect, test } from "vitest";
import type { DiffOptions, Report, Row } from "../../../src/index.ts";
import { defects, event, run } from "../../fixture.ts";
import { allowedRepos, constraint, folderOf, pod, pods, requiredLabels } from "./policies.ts";

const labels = (required: readonly string[], more: object = {}) =>
  constraint({
    kind: "K8sRequiredLabels",
    name: "owned",
    match: { kinds: pods, excludedNamespaces: ["kube-*"] },
    parameters: { labels: required },
    ...more,
  });
const repos = (names: readonly string[], more: object = {}) =>
  constraint({
    kind: "K8sAllowedRepos",
    name: "ours",
    match: { kinds: pods },
    parameters: { repos: names },
    ...more,
  });

interface Compared {
  readonly base: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

async function compare({ base, head, files = {} }: Compared, options: Partial<DiffOptions>) {
  const under = (folder: string, all: Readonly<Record<string, string>>) =>
    Object.entries(all).map(([name, text]) => [`${folder}/${name}`, text] as const);
  const cwd = folderOf(
    Object.fromEntries([...under("base", base), ...under("head", head), ...under(".", files)]),
  );
  const ran = await run({ base: "base", head: "head", decisions: [], cwd, ...options });
  expect(defects(ran.report)).toEqual([]);
  return ran;
}

const groupsOf = ({ groups }: Report) =>
  groups.map(({ path, transition, count }) => `${path} ${transition} ${count}`).sort();
const changedOf = (rows: readonly Row[]) =>
  rows.filter((row) => row.class === "changed").map(({ decision_id, path }) => `${decision_id} ${path}`);

const list = (...items: readonly object[]) => JSON.stringify({ apiVersion: "v1", kind: "List", items });

describe("objects that are there", () => {
  const objects = list(
    pod("good", "registry.example/app", { labels: { owner: "a", team: "b" } }),
    pod("unowned", "registry.example/app"),
    pod("half", "registry.example/app", { labels: { owner: "a" } }),
    pod("system", "registry.example/app", { namespace: "kube-system" }),
    pod("foreign", "elsewhere.example/app", { labels: { owner: "a", team: "b" } }),
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", namespace: "default" } },
  );
  const base = {
    "labels.yaml": requiredLabels() + labels(["owner"]),
    "repos.yaml": allowedRepos() + repos(["registry.example", "elsewhere.example"]),
  };

  test("which would now violate: other parameters", async () => {
    const head = {
      "labels.yaml": requiredLabels() + labels(["owner", "team"]),
      "repos.yaml": allowedRepos() + repos(["registry.example"]),
    };
    const { report, rows } = await compare(
      { base, head, files: { "all.json": objects } },
      { objects: ["all.json"] },
    );
    expect(changedOf(rows)).toEqual([
      // The message is another one.
      "v1/Pod/default/unowned constraints/K8sRequiredLabels/owned/violation",
      "v1/Pod/default/half constraints/K8sRequiredLabels/owned/violation",
      "v1/Pod/default/foreign constraints/K8sAllowedRepos/ours/violation",
    ]);
    expect(groupsOf(report)).toEqual([
      "constraints/K8sAllowedRepos/ours/violation allow->deny 1",
      "constraints/K8sRequiredLabels/owned/violation allow->deny 1",
      "constraints/K8sRequiredLabels/owned/violation deny->deny 1",
    ]);
    // The ConfigMap concerns no constraint.
    expect(report.totals).toMatchObject({ outOfScope: 1, events: 10, indeterminate: 0 });
    expect(report.warnings).toContainEqual(expect.objectContaining({ code: "withoutRecord" }));
    expect(report.head.kind).toBe("gatekeeper");
    const lockout = report.groups.find(({ path, kind }) => path.includes("Labels") && kind === "lockout");
    // In the file that holds the template, at the row of the rule there; and the constraint that changed.
    expect(lockout?.rules.head).toMatchObject([
      { name: "constraint owned", file: "labels.yaml", row: 35, status: "changed" },
      { name: "Every required label must be given", file: "labels.yaml", row: 25, status: "same" },
    ]);
  });

  test("because a template is another one, at its row in the file", async () => {
    const head = {
      ...base,
      "repos.yaml":
        allowedRepos("container.image == repo") + repos(["registry.example", "elsewhere.example"]),
    };
    const { report } = await compare(
      { base, head, files: { "all.json": objects } },
      { objects: ["all.json"] },
    );
    expect(groupsOf(report)).toEqual(["constraints/K8sAllowedRepos/ours/violation allow->deny 5"]);
    expect(report.groups[0]?.rules.head).toMatchObject([
      { name: "constraint ours", file: "repos.yaml", row: 34, status: "same" },
      { name: "violation", file: "repos.yaml", row: 19, status: "same" },
    ]);
  });

  test("a constraint that only head has, a wider match, and another action", async () => {
    const head = {
      "labels.yaml":
        requiredLabels() + labels(["owner"], { match: { kinds: pods }, enforcementAction: "dryrun" }),
      "repos.yaml": base["repos.yaml"] + repos(["none.example"]).replace('"ours"', '"more"'),
    };
    const { report } = await compare(
      { base, head, files: { "all.json": objects } },
      { objects: ["all.json"] },
    );
    expect(groupsOf(report)).toEqual([
      "constraints/K8sAllowedRepos/more/violation undefined->deny 5",
      "constraints/K8sRequiredLabels/owned/violation allow->deny 1",
      "constraints/K8sRequiredLabels/owned/violation deny->deny 1",
    ]);
    const other = report.groups.find(({ transition }) => transition === "deny->deny");
    expect(JSON.stringify(other?.changes)).toContain("dryrun");
  });

  test("a selector for what an object does not have", async () => {
    const without = (operator: string) => ({
      match: { labelSelector: { matchExpressions: [{ key: "team", operator, values: ["b"] }] } },
    });
    const { report } = await compare(
      {
        base: { "repos.yaml": allowedRepos() + repos(["none.example"], without("In")) },
        head: { "repos.yaml": allowedRepos() + repos(["none.example"], without("NotIn")) },
        files: { "all.json": objects },
      },
      { objects: ["all.json"] },
    );
    // Without the label counts as not in; the ConfigMap has no containers.
    expect(groupsOf(report)).toEqual([
      "constraints/K8sAllowedRepos/ours/violation allow->deny 3",
      "constraints/K8sAllowedRepos/ours/violation deny->allow 2",
    ]);
  });

  test("YAML as kubectl takes it: several documents, and truth values of version 1.1", async () => {
    const yaml =
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: default\n  labels: {owner: yes}\nspec: {containers: []}\n---\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b, namespace: default}\n";
    const head = { ...base, "labels.yaml": requiredLabels() + labels(["owner", "team"]) };
    const { rows } = await compare(
      { base, head, files: { "more/pods.yaml": yaml } },
      { objects: ["more"], rowsValues: true },
    );
    expect(rows.filter(({ path }) => path?.includes("Labels")).map(({ decision_id }) => decision_id)).toEqual(
      ["v1/Pod/default/a", "v1/Pod/default/b"],
    );
  });
});

describe("recorded AdmissionReviews", () => {
  const review = (request: object, result: unknown = []) =>
    event({
      path: "kubernetes/admission/deny",
      input: { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request },
      result,
    });
  const request = (object: object | null, more: object = {}) => ({
    uid: "u",
    kind: { group: "", version: "v1", kind: "Pod" },
    resource: { group: "", version: "v1", resource: "pods" },
    name: "p",
    namespace: "default",
    operation: "CREATE",
    userInfo: { username: "ann" },
    object,
    oldObject: null,
    ...more,
  });
  const base = { "repos.yaml": allowedRepos() + repos(["registry.example"]) };

  test("what the webhook would refuse: dryrun to deny", async () => {
    const before = {
      "repos.yaml": allowedRepos() + repos(["registry.example"], { enforcementAction: "dryrun" }),
    };
    const log = [
      review(request(pod("p", "elsewhere.example/x"))),
      review(request(pod("p", "registry.example/x"))),
    ];
    const { report } = await compare(
      { base: before, head: base, files: { "log.ndjson": log.join("\n") } },
      { decisions: ["log.ndjson"] },
    );
    expect(groupsOf(report)).toEqual(["constraints/K8sAllowedRepos/ours/deny allow->deny 1"]);
  });

  test("a deletion looks at the old object; the namespace around it is not in the log", async () => {
    const head = { "repos.yaml": base["repos.yaml"].replace('== "yes"', '== "no"') };
    const log = [
      review(request(null, { operation: "DELETE", oldObject: pod("p", "registry.example/x") })),
      review(request(pod("p", "registry.example/x"))),
      // Whatever the namespace says, it is refused.
      review(request(null, { operation: "DELETE", oldObject: pod("p", "elsewhere.example/x") })),
      review(request(null, { operation: "DELETE" })),
    ];
    const { report, rows } = await compare(
      { base, head, files: { "log.ndjson": log.join("\n") } },
      { decisions: ["log.ndjson"], minComparable: 0 },
    );
    expect(rows.map((row) => row.class)).toEqual([
      "indeterminate",
      "unchanged",
      "indeterminate",
      "outOfScope",
    ]);
    expect(report.indeterminate).toMatchObject([
      { reason: "masked", paths: ["/input/review/namespaceObject"], count: 2 },
    ]);
  });

  test("a mask is found where what it changed stands in the review", async () => {
    const without = (text: string) =>
      text.replace(/ +violation contains \{"msg": "deleted by hand"\} if \{[^}]*\}\n/, "");
    const sides = { "repos.yaml": without(base["repos.yaml"]) };
    const head = { "repos.yaml": sides["repos.yaml"].replace("registry.example", "other.example") };
    const masked = (asked: object, ...erased: readonly string[]) =>
      event({
        path: "kubernetes/admission/deny",
        input: { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request: asked },
        result: [],
        erased: erased.map((place) => `/input/request/${place}`),
      });
    const old = { operation: "DELETE", oldObject: { ...pod("p", ""), spec: {} } };
    const log = [
      // The object of a deletion is the old one, and no other.
      masked(request(null, old), "oldObject/spec/containers"),
      masked(request(null, { ...old, oldObject: pod("p", "registry.example/x") }), "object/spec/containers"),
      // It may have been a deletion.
      masked(request(null, { ...old, operation: undefined, object: pod("p", "none/x") }), "operation"),
      // It may have been a Pod.
      masked(request({ metadata: { name: "p" } }), "object/kind", "object/apiVersion", "object/spec"),
      masked(request(pod("p", "registry.example/x")), "userInfo"),
    ];
    const { report, rows } = await compare(
      { base: sides, head, files: { "log.ndjson": log.join("\n") } },
      { decisions: ["log.ndjson"], minComparable: 0 },
    );
    expect(rows.map((row) => row.class)).toEqual([
      "indeterminate",
      "changed",
      "indeterminate",
      "indeterminate",
      "changed",
    ]);
    expect(report.indeterminate.every(({ reason }) => reason === "masked")).toBe(true);
  });

  test("other inputs of the log are out of scope", async () => {
    const log = [
      event({ input: { user: "a" }, result: true }),
      event({ input: { request: { method: "GET" } }, result: true }),
    ];
    const { report } = await compare(
      { base, head: base, files: { "log.ndjson": log.join("\n") } },
      { decisions: ["log.ndjson"], minComparable: 0 },
    );
    expect(report.totals).toMatchObject({ outOfScope: 2, events: 0 });
  });
});

describe("what Gatekeeper would refuse is refused, and located", () => {
  const objects = { "all.json": list(pod("p", "x")) };
  const good = { "t.yaml": allowedRepos() + repos(["a"]) };
  test.each([
    ["Rego that does not parse", allowedRepos("= =") + repos([]), /t\.yaml.*row": 32|t\.yaml:32/s],
    [
      "Rego that does not compile",
      allowedRepos("unknown(repo)") + repos([]),
      /t\.yaml:32:\d+: rego_type_error/,
    ],
    ["other data", allowedRepos("data.secrets[repo]") + repos([]), /refers to data\.secrets/],
    ["all data", allowedRepos("data[repo]") + repos([]), /refers to data/],
    [
      "an import of rego.v1",
      allowedRepos().replace("k8sallowedrepos\n\n", "k8sallowedrepos\n\n              import rego.v1\n\n"),
      /imports.*rego\.v1/,
    ],
    ["no violation", allowedRepos().replaceAll("violation contains", "other contains"), /has no violation/],
    ["a constraint twice", allowedRepos() + repos([]) + repos([]), /ours is there twice/],
    ["a template twice", `${allowedRepos()}---\n${allowedRepos()}`, /two templates/],
    [
      "a selector that is none",
      allowedRepos() +
        repos([], { match: { labelSelector: { matchExpressions: [{ key: "a", operator: "Like" }] } } }),
      /t\.yaml:\d+: constraint K8sAllowedRepos ours.*labelSelector/,
    ],
    ["YAML that is none", `${allowedRepos()}\n---\n{`, /not valid YAML, at line/],
    [
      "aliases without end",
      `${allowedRepos()}---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
      /aliases are too many/,
    ],
  ])("%s", async (_, text, message) => {
    const ran = compare({ base: good, head: { "t.yaml": text }, files: objects }, { objects: ["all.json"] });
    await expect(ran).rejects.toMatchObject({
      code: "policyInvalid",
      message: expect.stringMatching(message),
    });
  });

  test("a template in CEL alone is left out, and said", async () => {
    const cel = allowedRepos()
      .replace("engine: Rego", "engine: K8sNativeValidation")
      .replace("K8sAllowedRepos", "K8sCel")
      .replace("k8sallowedrepos", "k8scel");
    const { report } = await compare(
      { base: { ...good, "cel.yaml": cel }, head: good, files: objects },
      { objects: ["all.json"] },
    );
    expect(report.warnings).toContainEqual(expect.objectContaining({ code: "celNotCompared" }));
  });

  test("objects for another kind of policy, and no objects", async () => {
    const rego = { "p.rego": "package t\n\nallow if true\n" };
    const ran = compare({ base: rego, head: rego, files: objects }, { objects: ["all.json"] });
    await expect(ran).rejects.toMatchObject({ code: "optionInvalid" });
    const none = compare(
      { base: good, head: good, files: { "none.json": "[]" } },
      { objects: ["none.json"] },
    );
    await expect(none).rejects.toMatchObject({ code: "decisionsNotFound" });
  });
});
