import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gator as findGator } from "./go-program.ts";
import { root, run } from "./workspace.ts";

// What violates which constraint, by us and by Gatekeeper's own gator, on generated objects and constraints.

const target = "admission.k8s.gatekeeper.sh";

let gator: string;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bylaw-gator-"));
  gator = await findGator();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The same numbers in each run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const parameters = {
  type: "object",
  properties: { labels: { type: "array", items: { type: "string" } }, fields: { type: "boolean" } },
};

const template = (kind: string, source: object, names = "code") => ({
  apiVersion: "templates.gatekeeper.sh/v1",
  kind: "ConstraintTemplate",
  metadata: { name: kind.toLowerCase() },
  spec: {
    crd: { spec: { names: { kind }, validation: { openAPIV3Schema: parameters } } },
    targets: [names === "code" ? { target, code: [{ engine: "Rego", source }] } : { target, ...source }],
  },
});

const templates = [
  template("Any", {
    version: "v1",
    rego: 'package any\n\nviolation contains {"msg": $"{input.review.object.kind} {input.review.name} {input.review.operation}"} if true\n',
  }),
  template(
    "Labels",
    {
      rego: 'package labels\n\nimport data.lib.given\n\nviolation[{"msg": msg}] {\n  wanted := input.parameters.labels[_]\n  not given.label(input.review, wanted)\n  msg := sprintf("%v lacks %v", [input.review.name, wanted])\n}\n\nviolation[{"msg": "fields", "details": {"keys": keys}}] {\n  keys := [key | input.review[key]]\n  input.parameters.fields\n}\n',
      libs: ["package lib.given\n\nlabel(review, name) {\n  review.object.metadata.labels[name]\n}\n"],
    },
    "rego",
  ),
  template("Both", {
    version: "v1",
    rego: 'package both\n\nimport data.lib.one as other\n\nviolation contains {"msg": msg} if {\n  found := other.parts(input.review.object)\n  some x in found\n  msg := concat(" ", ["part", x])\n  other.parts(input.review.object) != set()\n}\n',
    libs: [
      'package lib.one\n\nimport data.lib.two\n\nparts(object) := {x | some x in two.names(object); x != "c"}\n',
      "package lib.two\n\nnames(object) := {name | some name, _ in object.metadata.labels}\n",
    ],
  }),
];

function generated(seed: number) {
  const pick = random(seed);
  const of = <T>(values: readonly T[]): T => values[pick(values.length)] as T;
  const some = <T>(values: readonly T[]): readonly T[] => values.filter(() => pick(2) === 0);
  const namespaces = ["prod", "prod-eu", "dev", "kube-system"];
  const labels = () => Object.fromEntries(some(["a", "b", "c"]).map((key) => [key, of(["x", "y"])]));
  const objects: object[] = namespaces.map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: labels() },
  }));
  const kinds = [
    ["v1", "Pod"],
    ["apps/v1", "Deployment"],
    ["v1", "Service"],
    ["rbac.authorization.k8s.io/v1", "ClusterRole"],
  ] as const;
  for (let index = 0; index < 40; index++) {
    const [apiVersion, kind] = of(kinds);
    objects.push({
      apiVersion,
      kind,
      metadata: {
        name: `${of(["web", "db", "job"])}-${index}`,
        ...(kind === "ClusterRole" ? {} : { namespace: of(namespaces) }),
        ...(pick(4) === 0 ? {} : { labels: labels() }),
        ...(pick(4) === 0 ? { generateName: "web-" } : {}),
      },
    });
  }
  const selector = () => ({
    ...(pick(2) === 0
      ? { matchLabels: Object.fromEntries(some(["a", "b"]).map((key) => [key, of(["x", "y"])])) }
      : {}),
    ...(pick(2) === 0
      ? {
          matchExpressions: some(["In", "NotIn", "Exists", "DoesNotExist"]).map((operator) => ({
            key: of(["a", "b", "c"]),
            operator,
            ...(operator.endsWith("In") ? { values: ["x", ...some(["y"])] } : {}),
          })),
        }
      : {}),
  });
  const patterns = ["prod", "prod*", "*-system", "*o*", "*", "dev", "none"];
  const maybe = (part: object) => (pick(3) === 0 ? part : {});
  const constraints = Array.from({ length: 15 }, (_, index) => ({
    apiVersion: "constraints.gatekeeper.sh/v1beta1",
    kind: of(["Any", "Labels", "Both"]),
    metadata: { name: `c-${index}` },
    spec: {
      ...(pick(6) === 0
        ? {}
        : {
            match: {
              ...maybe({
                kinds: some([
                  { apiGroups: ["*"], kinds: ["Pod", "Deployment"] },
                  { apiGroups: ["apps"], kinds: ["*"] },
                  { apiGroups: [""], kinds: ["Namespace", "Service"] },
                  { kinds: ["ClusterRole"] },
                ]),
              }),
              ...maybe({ scope: of(["*", "Cluster", "Namespaced", "namespaced"]) }),
              ...maybe({ namespaces: some(patterns) }),
              ...maybe({ excludedNamespaces: some(patterns) }),
              ...maybe({ labelSelector: selector() }),
              ...maybe({ namespaceSelector: selector() }),
              ...maybe({ name: of(["web*", "*-1*", "db-2", "*b*", "*-3"]) }),
            },
          }),
      ...(pick(3) === 0 ? {} : { parameters: { labels: some(["a", "b"]), fields: pick(2) === 0 } }),
    },
  }));
  return { objects, constraints };
}

interface GatorResult {
  readonly msg: string;
  readonly metadata: { readonly details: object };
  readonly constraint: { readonly kind: string; readonly metadata: { readonly name: string } };
  readonly violatingObject: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  };
}

/** Of an object without a namespace, gator says that it is in one without a name; the webhook and the audit do not. */
function isComparable(line: string, constraints: ReturnType<typeof generated>["constraints"]): boolean {
  const [, name, object = ""] = line.split(" | ");
  const match = constraints.find(({ metadata }) => metadata.name === name)?.spec.match ?? {};
  const ofNamespace = ["scope", "namespaces", "excludedNamespaces", "namespaceSelector"];
  return !object.includes("/ClusterRole/") || !ofNamespace.some((key) => key in match);
}

function accordingToGator(file: string): readonly string[] {
  let printed = "";
  try {
    printed = execFileSync(gator, ["test", "-f", file, "-o", "json"], {
      encoding: "utf8",
      stdio: "pipe",
      maxBuffer: 2 ** 28,
    });
  } catch (error) {
    // Violations make its status 1.
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    if (stdout === "") throw new Error(stderr, { cause: error });
    printed = stdout;
  }
  const results = JSON.parse(printed) as readonly GatorResult[];
  return results
    .filter(({ violatingObject }) => !violatingObject.apiVersion.includes("gatekeeper.sh"))
    .map(
      ({
        msg,
        metadata,
        constraint,
        violatingObject: {
          apiVersion,
          kind,
          metadata: { name, namespace },
        },
      }) =>
        [
          constraint.kind,
          constraint.metadata.name,
          [apiVersion, kind, ...(namespace === undefined ? [] : [namespace]), name].join("/"),
          msg,
          JSON.stringify(metadata.details),
        ].join(" | "),
    )
    .sort();
}

interface Row {
  readonly path: string;
  readonly decision_id: string;
  readonly base: { readonly value?: readonly { readonly msg: string; readonly details: object }[] };
}

async function accordingToUs(policies: string, objects: string): Promise<readonly string[]> {
  const sides = ["--base", policies, "--head", policies, "--objects", objects];
  const { status, stderr } = await run(
    process.execPath,
    [join(root, "packages/cli/bin/bylaw.js"), "diff", ...sides, "--rows", "rows.ndjson", "--rows-values"],
    { cwd: folder },
  );
  if (status !== 0) throw new Error(stderr);
  const rows = readFileSync(join(folder, "rows.ndjson"), "utf8").trimEnd().split("\n");
  return rows
    .map((line) => JSON.parse(line) as Row)
    .flatMap(({ path, decision_id, base }) => {
      const [, kind, name] = path.split("/");
      return (base?.value ?? []).map(({ msg, details }) =>
        [kind, name, decision_id, msg, JSON.stringify(details)].join(" | "),
      );
    })
    .sort();
}

test.each([1, 2, 3])("the same objects violate the same constraints, %i", async (seed) => {
  const { objects, constraints } = generated(seed);
  const lines = (values: readonly object[]) =>
    `${values.map((value) => JSON.stringify(value)).join("\n---\n")}\n`;
  writeFileSync(join(folder, `policies-${seed}.yaml`), lines([...templates, ...constraints]));
  writeFileSync(join(folder, `objects-${seed}.yaml`), lines(objects));
  writeFileSync(join(folder, `all-${seed}.yaml`), lines([...templates, ...constraints, ...objects]));
  const theirs = accordingToGator(join(folder, `all-${seed}.yaml`)).filter((line) =>
    isComparable(line, constraints),
  );
  expect(theirs.length).toBeGreaterThan(100);
  const ours = await accordingToUs(`policies-${seed}.yaml`, `objects-${seed}.yaml`);
  expect(ours.filter((line) => isComparable(line, constraints))).toEqual(theirs);
});
