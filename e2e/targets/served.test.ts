import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Decision } from "@bylaw/dsl";
import { findOpa, type JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../envoy/free-port.ts";
import { startProgram } from "../started-program.ts";
import { root, run } from "../workspace.ts";
import { type CheckResponse, checkClient } from "./check-client.ts";
import { attributesOf } from "./check-request.ts";
import { byRequest, type LoggedDecision, readDecisionLog } from "./decision-log.ts";
import { each } from "./each.ts";
import { compiled, type Example, examplesIn, inputCount } from "./examples.ts";
import { documents, servedInputs } from "./served-inputs.ts";

const bylaw = join(root, "packages/cli/bin/bylaw.js");

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bylaw-served-"));
  await writeFile(join(folder, "data.json"), JSON.stringify(documents));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const inputsFor = (example: Example<Decision>) =>
  fc.sample(servedInputs(example, compiled(example), Math.floor(Date.now() / 1_000)), {
    numRuns: inputCount,
    seed: 7,
  });

interface Answer {
  readonly decision_id: string;
  readonly result?: unknown;
}

/** The answer of OPA's data API, from OPA or from whoever else has it. */
async function ask(address: string, path: string, input: JsonObject): Promise<Answer> {
  const answer = await fetch(`http://${address}/v1/data/${path}`, {
    method: "POST",
    body: JSON.stringify({ input }),
  });
  return (await answer.json()) as Answer;
}

/** What the policy decides by itself, at the time that a server has logged. */
function natively({ native }: Example<Decision>, input: JsonObject, logged: LoggedDecision | undefined) {
  if (logged === undefined) throw new Error("a decision is missing in the log");
  const now = logged.now === undefined ? {} : { now: logged.now };
  return native.decide(input, { ...now, data: documents });
}

/** What these allow depends on nothing but the input; for others it is the hour, and how long it took to ask. */
const timeless = ["orders", "payments"];

/** Inputs that are all decided alike show little. */
function expectBoth({ name }: Example<Decision>, allowed: number) {
  expect(allowed, name).toBeLessThan(inputCount - inputCount / 50);
  if (timeless.includes(name)) expect(allowed, name).toBeGreaterThan(inputCount / 100);
}

describe.each(["api-authorization", "envoy-istio"])("%s", async (repository) => {
  const examples = await examplesIn<Decision>(repository);

  it("is a bundle that OPA serves, deciding generated inputs as the policies do", async () => {
    const output = join(folder, repository);
    const built = await run(
      process.execPath,
      [bylaw, "build", "policies", "--target", "bundle", "--data", join(folder, "data.json"), "-o", output],
      { cwd: join(root, "examples", repository) },
    );
    expect(built, built.stderr).toMatchObject({ status: 0 });
    const address = `127.0.0.1:${await freePort()}`;
    const configuration = join(folder, `${repository}.json`);
    await writeFile(
      configuration,
      JSON.stringify({ decision_logs: { console: true }, nd_builtin_cache: true }),
    );
    const log = join(folder, `${repository}.log`);
    const { path: opa } = await findOpa();
    const stop = await startProgram(
      opa,
      [
        ...["run", "--server", `--addr=${address}`, `--config-file=${configuration}`],
        ...["--bundle", join(output, "bundle.tar.gz")],
      ],
      log,
      `http://${address}/health?bundles`,
    );
    const asked: {
      readonly example: Example<Decision>;
      readonly input: JsonObject;
      readonly answer: Answer;
    }[] = [];
    try {
      for (const example of examples) {
        const path = example.native.package.replaceAll(".", "/");
        const inputs = inputsFor(example);
        const answers = await each(inputs, (input) => ask(address, path, input));
        asked.push(
          ...answers.map((answer, index) => ({ example, input: inputs[index] as JsonObject, answer })),
        );
      }
    } finally {
      await stop();
    }
    const logged = await readDecisionLog(log);
    const allowed = new Map<string, number>();
    for (const { example, input, answer } of asked) {
      const ours = natively(example, input, logged.get(answer.decision_id));
      const {
        allow,
        allowed_by = [],
        denied_by = [],
      } = answer.result as {
        readonly allow: boolean;
        readonly allowed_by?: readonly string[];
        readonly denied_by?: readonly string[];
      };
      expect({ input, allow, allowedBy: [...allowed_by].sort(), deniedBy: [...denied_by].sort() }).toEqual({
        input,
        allow: ours.allow,
        allowedBy: [...ours.allowedBy].sort(),
        deniedBy: [...ours.deniedBy].sort(),
      });
      allowed.set(example.name, (allowed.get(example.name) ?? 0) + (allow ? 1 : 0));
    }
    for (const example of examples) expectBoth(example, allowed.get(example.name) ?? 0);
  });
});

describe("envoy-istio, by bylaw serve", async () => {
  const examples = await examplesIn<Decision>("envoy-istio");
  it.each(examples)(
    "$name decides generated inputs as the policy does, by REST and by gRPC",
    async (example) => {
      const [port, restPort] = [await freePort(), await freePort()];
      const log = join(folder, `serve-${example.name}.log`);
      const stop = await startProgram(
        process.execPath,
        [
          ...[bylaw, "serve", example.file, `--addr=127.0.0.1:${port}`, `--port=${restPort}`, "--no-watch"],
          ...["--data", join(folder, "data.json")],
        ],
        log,
        `http://127.0.0.1:${restPort}/health`,
      );
      const inputs = inputsFor(example);
      const client = await checkClient(port);
      const path = `${example.native.package.replaceAll(".", "/")}/allow`;
      let byRest: readonly Answer[];
      let byGrpc: readonly CheckResponse[];
      try {
        byRest = await each(inputs, (input) => ask(`127.0.0.1:${restPort}`, path, input));
        byGrpc = await each(inputs, (input, index) => client.check(attributesOf(input, `request-${index}`)));
      } finally {
        client.close();
        await stop();
      }
      const logged = await readDecisionLog(log);
      let allowed = 0;
      for (const [index, input] of inputs.entries()) {
        const answer = byRest[index] as Answer;
        const { allow } = natively(example, input, logged.get(answer.decision_id));
        expect({ input, allow: answer.result }).toEqual({ input, allow });
        if (allow) allowed += 1;
      }
      expectBoth(example, allowed);

      // Envoy's message makes an input of its own, which the log has by the number of its request.
      const asked = byRequest(logged);
      let read = 0;
      for (const [index, { status, deniedResponse }] of byGrpc.entries()) {
        const decision = asked.get(`request-${index}`);
        // What cannot be read is answered with 400, and no policy is asked.
        if (decision?.input === undefined || decision.error !== undefined) {
          expect(deniedResponse).toMatchObject({ status: { code: 400 } });
          continue;
        }
        const { input } = decision;
        const { allow } = natively(example, input, decision);
        expect({ input, allow: (status?.code ?? 0) === 0 }).toEqual({ input, allow });
        read += 1;
      }
      expect(read).toBeGreaterThan(inputCount / 2);
    },
  );
});
