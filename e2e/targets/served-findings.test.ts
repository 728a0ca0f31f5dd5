import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOpa, type JsonObject } from "@bylaw/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../envoy/free-port.ts";
import { startProgram } from "../started-program.ts";
import { root, run } from "../workspace.ts";
import { each } from "./each.ts";
import { examplesIn, inputCount } from "./examples.ts";
import { casesOf, inventory } from "./file-cases.ts";

interface Answer {
  readonly result?: readonly { readonly msg: string }[];
}

const messagesOf = (findings: readonly { readonly msg: string }[] = []) =>
  findings.map(({ msg }) => msg).sort();

describe.each(["terraform-plan", "kubernetes-baseline", "kubernetes-guardrails"])(
  "%s",
  async (repository) => {
    const examples = await examplesIn(repository);
    let folder: string;
    let address: string;
    let stop: () => Promise<void>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "bylaw-served-"));
      await writeFile(join(folder, "data.json"), JSON.stringify({ inventory }));
      const built = await run(
        process.execPath,
        [
          join(root, "packages/cli/bin/bylaw.js"),
          ...["build", "policies", "--target", "bundle", "--data", join(folder, "data.json"), "-o", folder],
        ],
        { cwd: join(root, "examples", repository) },
      );
      expect(built, built.stderr).toMatchObject({ status: 0 });
      address = `127.0.0.1:${await freePort()}`;
      const { path: opa } = await findOpa();
      stop = await startProgram(
        opa,
        [
          "run",
          "--server",
          `--addr=${address}`,
          "--log-level=error",
          "--bundle",
          join(folder, "bundle.tar.gz"),
        ],
        join(folder, "opa.log"),
        `http://${address}/health?bundles`,
      );
    });

    afterAll(async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    });

    const ask = async (rule: string, input: JsonObject): Promise<Answer> => {
      const answer = await fetch(`http://${address}/v1/data/${rule}`, {
        method: "POST",
        body: JSON.stringify({ input }),
      });
      return (await answer.json()) as Answer;
    };

    it.each(examples)(
      "$name in a bundle finds in generated inputs what the policy finds",
      async (example) => {
        // gator and conftest are asked the rest, by the same Rego.
        const cases = casesOf(example, inputCount / 10);
        const { native } = example;
        const name = `${native.package.replaceAll(".", "/")}/${native.kind === "gatekeeper" ? "violation" : "deny"}`;
        const answers = await each(cases, ({ input }) => ask(name, input));
        let finding = 0;
        for (const [at, { input }] of cases.entries()) {
          const { findings } = native.decide(input, { data: { inventory } });
          expect({ input, messages: messagesOf(answers[at]?.result) }).toEqual({
            input,
            messages: messagesOf(findings),
          });
          if (findings.length > 0) finding += 1;
        }
        expect(finding).toBeGreaterThan(cases.length / 50);
        expect(cases.length - finding).toBeGreaterThan(cases.length / 50);
      },
    );
  },
);
