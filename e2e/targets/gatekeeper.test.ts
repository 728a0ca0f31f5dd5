import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "@bylaw/engine";
import { wellTyped } from "@bylaw/test-runner";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { gator } from "../go-program.ts";
import { root, run } from "../workspace.ts";
import { clusterObjects, inFile, parameters, surroundings } from "./cluster-objects.ts";
import { compiled, type Example, examplesIn, inputCount } from "./examples.ts";
import { inventoryOf, reviewOf } from "./gatekeeper-review.ts";

/** What gator says of one object. */
interface Violation {
  readonly msg: string;
  readonly violatingObject: { readonly metadata: { readonly uid: string } };
}

/** Objects in a cluster, and the parameters of the constraint that they are held to. */
interface Cluster {
  readonly parameters?: JsonObject;
  readonly objects: readonly JsonObject[];
}

/** A policy with parameters decides under so many of them: some that objects meet, and some of its schema. */
const constraints = 4;

function clustersOf(example: Example): readonly Cluster[] {
  const policy = compiled(example);
  const { input } = policy;
  const schema = input.kind === "object" ? input.properties.parameters?.schema : undefined;
  const count = schema === undefined ? 1 : constraints;
  const sample = <T>(values: fc.Arbitrary<T>, numRuns: number) => fc.sample(values, { numRuns, seed: 7 });
  const objects = sample(clusterObjects(example, policy), inputCount).map((object, at) =>
    inFile(object, `object-${at}`),
  );
  const around = sample(surroundings, count);
  const generated = schema === undefined ? [] : sample(wellTyped(schema), count);
  return Array.from({ length: count }, (_, index) => {
    const known = parameters[example.name];
    const given = known !== undefined && index % 2 === 0 ? known : (generated[index] as JsonObject);
    const neighbours = (around[index] ?? []).map((object, at) => inFile(object, `neighbour-${at}`));
    return {
      ...(schema === undefined ? {} : { parameters: given }),
      objects: [...neighbours, ...objects.filter((_, at) => at % count === index)],
    };
  });
}

/** gator compiles the template for each case, so that all of them are asked with `BYLAW_E2E_SUITES=all`. */
const wholeSuites = process.env.BYLAW_E2E_SUITES === "all";

let program: string;

beforeAll(async () => {
  program = await gator();
});

describe.each(["kubernetes-baseline", "kubernetes-guardrails"])("%s", async (repository) => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bylaw-gatekeeper-"));
    const built = await run(
      process.execPath,
      [
        join(root, "packages/cli/bin/bylaw.js"),
        ...["build", "policies", "--target", "gatekeeper", "--suite", "-o", folder],
      ],
      { cwd: join(root, "examples", repository) },
    );
    expect(built, built.stderr).toMatchObject({ status: 0 });
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What gator says of each object, by its uid. */
  async function accordingToGator(kind: string, cluster: Cluster, index: number) {
    const constraint = parse(await readFile(join(folder, kind, "samples/deny.yaml"), "utf8"));
    if (cluster.parameters !== undefined) constraint.spec.parameters = cluster.parameters;
    const given = join(folder, "given", `${kind}-${index}`);
    await mkdir(given, { recursive: true });
    await writeFile(join(given, "constraint.yaml"), stringify(constraint));
    // gator reads JSON as a stream of objects; not all of JSON is YAML to it.
    await writeFile(
      join(given, "objects.json"),
      cluster.objects.map((object) => JSON.stringify(object)).join("\n"),
    );
    const files = [join(folder, kind, "template.yaml"), given].map((path) => `--filename=${path}`);
    const tested = await run(program, ["test", ...files, "--output=json"]);
    // Status 1 says that there are violations, or that gator failed: then it prints nothing.
    expect(tested.stdout !== "" || tested.status === 0, tested.stderr.slice(-2_000)).toBe(true);
    const violations: readonly Violation[] = JSON.parse(tested.stdout || "[]") ?? [];
    const messages = new Map<string, string[]>();
    for (const { msg, violatingObject } of violations) {
      const { uid } = violatingObject.metadata;
      messages.set(uid, [...(messages.get(uid) ?? []), msg].sort());
    }
    return messages;
  }

  const examples = await examplesIn(repository);

  it.concurrent.each(examples)(
    "$name is taken by gator, which decides generated objects as the policy does",
    async (example) => {
      const kind = example.native.package;
      const clusters = clustersOf(example);
      const answers = await Promise.all(
        clusters.map((cluster, index) => accordingToGator(kind, cluster, index)),
      );
      let decided = 0;
      let violating = 0;
      for (const [index, { objects, parameters }] of clusters.entries()) {
        const data = { inventory: inventoryOf(objects) };
        for (const object of objects) {
          const input = { review: reviewOf(object), ...(parameters === undefined ? {} : { parameters }) };
          const ours = example.native.decide(input, { data }).findings.map(({ msg }) => msg);
          const uid = String((object.metadata as { readonly uid: Json }).uid);
          const theirs = answers[index]?.get(uid) ?? [];
          if (theirs.join("\n") !== [...ours].sort().join("\n"))
            expect({ object, parameters, messages: theirs }).toEqual({
              object,
              parameters,
              messages: [...ours].sort(),
            });
          decided += 1;
          if (ours.length > 0) violating += 1;
        }
      }
      expect(decided).toBeGreaterThanOrEqual(inputCount);
      // Objects that are all decided alike show little.
      expect(violating).toBeGreaterThan(decided / 50);
      expect(decided - violating).toBeGreaterThan(decided / 50);
    },
  );

  it(`passes the suites of its tests, ${wholeSuites ? "all" : "one in ten"} of their cases`, async () => {
    const suites = readdirSync(folder).filter((kind) => existsSync(join(folder, kind, "suite.yaml")));
    expect(suites.length).toBe(examples.length);
    for (const { native } of examples) {
      const suite = await readFile(join(folder, native.package, "suite.yaml"), "utf8");
      expect(suite).not.toContain(root);
      if (native.data !== undefined) expect(suite, native.package).toContain("inventory:");
    }
    const filter = wholeSuites ? [] : ["--run=//^[0-9]*1 "];
    const verified = await run(program, ["verify", `${folder}/...`, ...filter]);
    expect(verified, verified.stdout).toMatchObject({ status: 0 });
    // A line for each suite.
    expect(verified.stdout.match(/^ok/gm)?.length).toBe(suites.length);
  });

  if (!wholeSuites) it.skip("the other cases of the suites: set BYLAW_E2E_SUITES to all", () => {});
});
