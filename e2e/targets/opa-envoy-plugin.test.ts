import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Decision } from "@bylaw/dsl";
import type { JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Authorizer, authorizers } from "../envoy/authorizers.ts";
import { freePort } from "../envoy/free-port.ts";
import { root, run } from "../workspace.ts";
import { checkClient } from "./check-client.ts";
import { checkMessages } from "./check-messages.ts";
import { attributesOf } from "./check-request.ts";
import { byRequest, readDecisionLog } from "./decision-log.ts";
import { each } from "./each.ts";
import { compiled, type Example, examplesIn, inputCount } from "./examples.ts";
import { servedInputs } from "./served-inputs.ts";

const [serve, plugin] = authorizers();
const examples = await examplesIn<Decision>("envoy-istio");

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bylaw-plugin-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

type Term = { readonly value: string };

/** An input as the plugin had it: its log writes `version` as the terms that OPA has inside, pair by pair. */
function asAsked(input: JsonObject | undefined): JsonObject | undefined {
  if (!Array.isArray(input?.version)) return input;
  const pairs = input.version as unknown as readonly (readonly [Term, Term])[];
  return { ...input, version: Object.fromEntries(pairs.map(([key, value]) => [key.value, value.value])) };
}

/** What an authorizer answers to generated requests, and what its log says that it was asked. */
async function answersOf(
  authorizer: Authorizer,
  { name, file }: Example<Decision>,
  requests: readonly JsonObject[],
) {
  const log = join(folder, `${authorizer.name.replace(" ", "-")}-${name}.ndjson`);
  const port = await freePort();
  const built = join(folder, name);
  const stop = await authorizer.start({ port, restPort: await freePort(), policy: file, built, log });
  const client = await checkClient(port);
  try {
    const responses = await each(requests, async (attributes) => {
      // Each decision has an id of its own there.
      const { dynamicMetadata: _, ...response } = await client.check(attributes);
      return response;
    });
    return { responses, log };
  } finally {
    client.close();
    await stop();
  }
}

/** Asks both, and counts how many requests they allow, and how many they can read. */
async function compare(example: Example<Decision>, requests: readonly JsonObject[]) {
  if (serve === undefined || plugin === undefined) throw new Error("an authorizer is missing");
  const built = await run(
    process.execPath,
    [join(root, "packages/cli/bin/bylaw.js"), ...["build", example.file, "--target", "envoy", "-o", folder]],
    { cwd: root },
  );
  expect(built, built.stderr).toMatchObject({ status: 0 });
  const ours = await answersOf(serve, example, requests);
  const theirs = await answersOf(plugin, example, requests);
  const ourLog = byRequest(await readDecisionLog(ours.log));
  const theirLog = byRequest(await readDecisionLog(theirs.log));
  const counted = { allowed: 0, read: 0 };
  for (const [index, { status, deniedResponse }] of theirs.responses.entries()) {
    const id = `request-${index}`;
    const decision = theirLog.get(id);
    const asked = asAsked(decision?.input);
    const request = requests[index];
    expect({ request, input: ourLog.get(id)?.input }).toEqual({ request, input: asked });
    // What cannot be read is refused by both, each in its words, and no policy is asked.
    if (deniedResponse?.status?.code === 400) {
      const refused = { deniedResponse: { status: deniedResponse.status } };
      expect({ request, response: ours.responses[index] }).toMatchObject({ request, response: refused });
      continue;
    }
    const allow = (status?.code ?? 0) === 0;
    const now = decision?.now === undefined ? {} : { now: decision.now };
    expect({ request, allow: example.native.decide(asked, now).allow }).toEqual({ request, allow });
    // By the clock, the two may answer differently.
    if (decision?.now === undefined)
      expect({ request, response: ours.responses[index] }).toEqual({
        request,
        response: theirs.responses[index],
      });
    counted.read += 1;
    if (allow) counted.allowed += 1;
  }
  return counted;
}

if (plugin === undefined)
  it.skip("opa-envoy-plugin on generated requests: set BYLAW_OPA_ENVOY to an OPA that has the plugin", () => {});
else {
  it.each(examples)(
    "is asked about $name what bylaw serve is, and answers as the policy does",
    async (example) => {
      const inputs = servedInputs(example, compiled(example), Math.floor(Date.now() / 1_000));
      const requests = fc
        .sample(inputs, { numRuns: inputCount, seed: 11 })
        .map((input, index) => attributesOf(input, `request-${index}`));
      expect((await compare(example, requests)).allowed).toBeGreaterThan(0);
    },
  );

  it("makes the same document of any message", async () => {
    const [example] = examples;
    if (example === undefined) throw new Error("no example");
    const requests = fc
      .sample(checkMessages, { numRuns: inputCount, seed: 11 })
      .map((message, index) => message(`request-${index}`));
    const { read } = await compare(example, requests);
    expect(read).toBeGreaterThan(inputCount / 4);
    expect(inputCount - read).toBeGreaterThan(inputCount / 50);
  });
}
