import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@bylaw/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { conftest } from "../go-program.ts";
import { inTemporaryFolder, root, run } from "../workspace.ts";
import { example, generatedInputs, named, reviewOf } from "./generated-objects.ts";

let program: string;

beforeAll(async () => {
  program = await conftest();
});

/** What conftest says of one file. */
interface Tested {
  readonly filename: string;
  readonly failures?: readonly { readonly msg: string }[];
}

const parameters = {
  registries: ["ghcr.io"],
  disallowedTags: ["latest"],
  hostPaths: ["/var/log"],
  labels: ["owner"],
};

/** How an input of a policy stands in a file, and what the policy decides then. */
const cases = [
  {
    path: "terraform-plan/plan",
    file: (input: JsonObject) => input,
    input: (file: JsonObject) => file,
  },
  ...["images", "guardrails", "required-labels"].map((name) => ({
    path: `kubernetes-guardrails/${name}`,
    file: (input: JsonObject, name: string) => named((input.review as JsonObject).object as JsonObject, name),
    input: (file: JsonObject) => ({ review: { ...reviewOf(file), operation: "CREATE" }, parameters }),
  })),
];

describe.each(cases)("the folder of $path", ({ path, file, input }) => {
  it("is taken by conftest, which decides 2,000 generated files as the policy does", () =>
    inTemporaryFolder(async (folder) => {
      const { file: policyFile, policy } = example(path);
      const { default: native } = await import(policyFile);
      await writeFile(
        join(folder, "data.json"),
        JSON.stringify({ parameters: { [policy.package]: parameters } }),
      );
      const built = await run(
        process.execPath,
        [
          join(root, "packages/cli/bin/bylaw.js"),
          "build",
          policyFile,
          ...["--target", "conftest", "--data", "data.json", "-o", "."],
        ],
        { cwd: folder },
      );
      expect(built, built.stderr).toMatchObject({ status: 0 });
      await mkdir(join(folder, "files"));
      const files = generatedInputs(policy, 2_000).map((given, at) => file(given, `object-${at}`));
      for (const [at, content] of files.entries()) {
        await writeFile(join(folder, "files", `${at}.json`), JSON.stringify(content));
      }
      const tested = await run(program, ["test", "files", "--output=json"], { cwd: folder });
      expect([0, 1], tested.stderr).toContain(tested.status);
      const theirs = new Map<string, readonly string[]>(
        (JSON.parse(tested.stdout) as readonly Tested[]).map(({ filename, failures = [] }) => [
          filename,
          failures.map(({ msg }) => msg).sort(),
        ]),
      );
      let found = 0;
      for (const [at, content] of files.entries()) {
        const ours: readonly string[] = native
          .decide(input(content))
          .findings.map(({ msg }: { readonly msg: string }) => msg)
          .sort();
        expect({ content, messages: theirs.get(join("files", `${at}.json`)) }).toEqual({
          content,
          messages: ours,
        });
        found += ours.length;
      }
      expect(found).toBeGreaterThan(500);
    }));
});
