import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import { kustomize } from "../go-program.ts";
import { root, run } from "../workspace.ts";
import { examplesIn } from "./examples.ts";
import { reviewOf } from "./gatekeeper-review.ts";

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** Of a Deployment, what an overlay changes. */
interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly image: string }[];
        readonly volumes: readonly { readonly configMap: { readonly name: string } }[];
      };
    };
  };
}

const library = await examplesIn("kubernetes-baseline");
const names = (await examplesIn("envoy-istio")).map(({ name }) => name);

let program: string;
let folder: string;

beforeAll(async () => {
  program = await kustomize();
  folder = await mkdtemp(join(tmpdir(), "bylaw-kustomize-"));
  for (const target of ["envoy", "istio"]) {
    const built = await run(
      process.execPath,
      [
        join(root, "packages/cli/bin/bylaw.js"),
        ...["build", "policies", "--target", target, "--namespace=shop", "-o", join(folder, target)],
      ],
      { cwd: join(root, "examples/envoy-istio") },
    );
    expect(built, built.stderr).toMatchObject({ status: 0 });
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function built(path: string): Promise<readonly KubernetesObject[]> {
  const answer = await run(program, ["build", join(folder, path)]);
  expect(answer, answer.stderr).toMatchObject({ status: 0 });
  return parseAllDocuments(answer.stdout).map((document) => document.toJS() as KubernetesObject);
}

const byKind = (objects: readonly KubernetesObject[]) =>
  [...objects].sort((a, b) => (a.kind < b.kind ? -1 : 1));

it.each(names.flatMap((name) => [join("envoy", name, "kubernetes"), join("istio", name)]))(
  "%s gives the objects of its files",
  async (path) => {
    const { resources } = parse(await readFile(join(folder, path, "kustomization.yaml"), "utf8"));
    const texts = (resources as readonly string[]).map((file) => readFile(join(folder, path, file), "utf8"));
    const objects = (await Promise.all(texts)).map((text) => parse(text) as KubernetesObject);
    expect(byKind(await built(path))).toEqual(byKind(objects));
  },
);

it("is the base of an overlay, with another namespace, name and image", async () => {
  await mkdir(join(folder, "overlay"));
  const overlay = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: ["../envoy/authz/kubernetes"],
    namespace: "payments",
    namePrefix: "blue-",
    images: [{ name: "openpolicyagent/opa", newName: "registry.example.org/opa", newTag: "1.0" }],
  };
  await writeFile(join(folder, "overlay/kustomization.yaml"), stringify(overlay));
  const objects = await built("overlay");
  for (const { kind, metadata } of objects)
    expect(metadata, kind).toMatchObject({ name: "blue-authz-authorizer", namespace: "payments" });
  const { spec } = objects.find(({ kind }) => kind === "Deployment") as Deployment;
  expect(spec.template.spec.containers[0]?.image).toBe("registry.example.org/opa:1.0");
  // What the pods mount is the ConfigMap by its new name.
  expect(spec.template.spec.volumes[0]?.configMap.name).toBe("blue-authz-authorizer");
});

const parameters = {
  disallowedTags: ["latest"],
  labels: ["app.kubernetes.io/name"],
  paths: [],
  registries: ["docker.io"],
};

/** Whose it is, and what is around it, only those who deploy it can say; the others are about no workloads. */
const others = ["access", "default-deny", "ownership", "service-accounts"];

it.each(library.filter(({ name }) => !others.includes(name)))(
  "runs OPA as $name of the library asks",
  async ({ native }) => {
    const file = join(folder, "envoy/authz/kubernetes/deployment.yaml");
    const review = reviewOf(parse(await readFile(file, "utf8")));
    expect(native.decide({ review, parameters }).findings).toEqual([]);
  },
);
