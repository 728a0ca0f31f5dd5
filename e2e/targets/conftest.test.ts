import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { conftest } from "../go-program.ts";
import { root, run } from "../workspace.ts";
import { parameters } from "./cluster-objects.ts";
import { examplesIn, inputCount } from "./examples.ts";
import { casesOf, inventory } from "./file-cases.ts";

/** What conftest says of one file in one namespace. */
interface Tested {
  readonly filename: string;
  readonly namespace: string;
  readonly failures?: readonly { readonly msg: string }[];
  readonly warnings?: readonly { readonly msg: string }[];
}

const messagesOf = (findings: readonly { readonly msg: string }[] = []) =>
  findings.map(({ msg }) => msg).sort();

let program: string;

beforeAll(async () => {
  program = await conftest();
});

describe.each(["terraform-plan", "kubernetes-baseline", "kubernetes-guardrails"])(
  "%s",
  async (repository) => {
    const examples = await examplesIn(repository);
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "bylaw-conftest-"));
      const data = {
        inventory,
        parameters: Object.fromEntries(
          examples.map(({ name, native }) => [native.package, parameters[name] ?? {}]),
        ),
      };
      await writeFile(join(folder, "data.json"), JSON.stringify(data));
      const built = await run(
        process.execPath,
        [
          join(root, "packages/cli/bin/bylaw.js"),
          ...["build", "policies", "--target", "conftest", "--data", join(folder, "data.json"), "-o", folder],
        ],
        { cwd: join(root, "examples", repository) },
      );
      expect(built, built.stderr).toMatchObject({ status: 0 });
    });

    afterAll(() => rm(folder, { recursive: true, force: true }));

    it.concurrent.each(examples)(
      "$name is taken by conftest, which decides generated files as the policy does",
      async (example) => {
        const cases = casesOf(example, inputCount);
        const files = join("files", example.name);
        await mkdir(join(folder, files), { recursive: true });
        for (const [at, { file }] of cases.entries())
          await writeFile(join(folder, files, `${at}.json`), JSON.stringify(file));
        const namespace =
          example.native.kind === "gatekeeper"
            ? `manifests.${example.native.package}`
            : example.native.package;
        const tested = await run(program, ["test", files, `--namespace=${namespace}`, "--output=json"], {
          cwd: folder,
        });
        expect([0, 1], tested.stderr).toContain(tested.status);
        const theirs = new Map(
          (JSON.parse(tested.stdout) as readonly Tested[]).map((one) => [one.filename, one] as const),
        );
        let failing = 0;
        for (const [at, { file, input }] of cases.entries()) {
          const { findings, warnings } = example.native.decide(input, { data: { inventory } });
          const { failures: theirFailures, warnings: theirWarnings } =
            theirs.get(join(files, `${at}.json`)) ?? {};
          expect({ file, failures: messagesOf(theirFailures), warnings: messagesOf(theirWarnings) }).toEqual({
            file,
            failures: messagesOf(findings),
            warnings: messagesOf(warnings),
          });
          if (findings.length > 0) failing += 1;
        }
        expect(theirs.size).toBe(cases.length);
        // Files that are all decided alike show little.
        expect(failing).toBeGreaterThan(cases.length / 50);
        expect(cases.length - failing).toBeGreaterThan(cases.length / 50);
      },
    );
  },
);
