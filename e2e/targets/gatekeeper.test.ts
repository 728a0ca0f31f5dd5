import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JsonObject } from "@bylaw/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { gator } from "../go-program.ts";
import { inTemporaryFolder, root, run } from "../workspace.ts";
import { example, generatedInputs, named, reviewOf } from "./generated-objects.ts";

let program: string;

beforeAll(async () => {
  program = await gator();
});

/** What gator says of one object. */
interface Violation {
  readonly msg: string;
  readonly violatingObject: { readonly metadata: { readonly name: string } };
}

const policies = ["guardrails", "images", "required-labels"];
/** As many constraints, with parameters of their own, share the objects. */
const constraints = 8;
const objectsOfEach = 250;

describe.each(policies)("the template of %s", (name) => {
  it("is taken by gator, which decides 2,000 generated objects as the policy does", () =>
    inTemporaryFolder(async (folder) => {
      const { file, policy } = example(`kubernetes-guardrails/${name}`);
      const { default: native } = await import(file);
      const built = await run(
        process.execPath,
        [join(root, "packages/cli/bin/bylaw.js"), "build", file, "--target", "gatekeeper", "-o", folder],
        { cwd: dirname(file) },
      );
      expect(built, built.stderr).toMatchObject({ status: 0 });
      const kind = String(policy.constraint).toLowerCase();
      const constraint = parse(await readFile(join(folder, kind, "samples/deny.yaml"), "utf8"));

      const inputs = generatedInputs(policy, constraints * objectsOfEach);
      let found = 0;
      for (let index = 0; index < constraints; index += 1) {
        const share = inputs.slice(index * objectsOfEach, (index + 1) * objectsOfEach);
        const parameters = share[0]?.parameters;
        const objects = share.map(({ review }, at) =>
          named((review as JsonObject).object as JsonObject, `object-${at}`),
        );
        const given = join(folder, `run-${index}`);
        await mkdir(given);
        if (parameters !== undefined) constraint.spec.parameters = parameters;
        await writeFile(join(given, "constraint.yaml"), stringify(constraint));
        // gator reads no lists, and not all of JSON is YAML to it.
        for (const [at, object] of objects.entries()) {
          await writeFile(join(given, `object-${at}.json`), JSON.stringify(object));
        }
        const files = [join(folder, kind, "template.yaml"), given].map((path) => `--filename=${path}`);
        const tested = await run(program, ["test", ...files, "--output=json"]);
        // Status 1 says that there are violations, or that gator failed: then it prints nothing.
        expect(tested.stdout !== "" || tested.status === 0, tested.stderr).toBe(true);
        const violations: readonly Violation[] =
          JSON.parse(tested.stdout === "" ? "[]" : tested.stdout) ?? [];
        const theirs = new Map<string, string[]>();
        for (const { msg, violatingObject } of violations) {
          const messages = theirs.get(violatingObject.metadata.name) ?? [];
          theirs.set(violatingObject.metadata.name, [...messages, msg]);
        }
        for (const [at, object] of objects.entries()) {
          const decision = native.decide({
            review: reviewOf(object),
            ...(parameters === undefined ? {} : { parameters }),
          });
          const ours = decision.findings.map(({ msg }: { readonly msg: string }) => msg);
          expect({ object, messages: (theirs.get(`object-${at}`) ?? []).sort() }).toEqual({
            object,
            messages: [...ours].sort(),
          });
          found += ours.length;
        }
      }
      // Objects that nothing is found in show little.
      expect(found).toBeGreaterThan(500);
    }));
});

it("verifies what the tests of the guardrails claim", () =>
  inTemporaryFolder(async (folder) => {
    const built = await run(
      process.execPath,
      [
        join(root, "packages/cli/bin/bylaw.js"),
        ...["build", "policies", "--target", "gatekeeper", "--suite", "-o", folder],
      ],
      { cwd: join(root, "examples", "kubernetes-guardrails") },
    );
    expect(built, built.stderr).toMatchObject({ status: 0 });
    const verified = await run(program, ["verify", `${folder}/...`]);
    expect(verified, verified.stdout).toMatchObject({ status: 0 });
    expect(verified.stdout.match(/^ok/gm)?.length).toBeGreaterThanOrEqual(6);
  }));
