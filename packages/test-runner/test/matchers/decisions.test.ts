import { fileURLToPath } from "node:url";
import { createCompiler } from "@bylaw/compiler";
import { beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import "../../src/setup.ts";
import { artefactOf, attachArtefact, decide } from "../../src/index.ts";
import frontend from "../policies/frontend.ts";

const now = new Date("2026-11-24T10:00:00Z");
const by = "anybody may read below /public";

function request(path: string, address = "10.1.2.3") {
  const peer = { address: { socketAddress: { address } } };
  return {
    attributes: {
      source: peer,
      destination: peer,
      request: {
        time: { seconds: 1_795_514_400 },
        http: {
          id: "1",
          method: "GET",
          headers: {},
          path,
          host: "shop",
          scheme: "https",
          protocol: "HTTP/2",
        },
      },
    },
    parsed_path: path.slice(1).split("/"),
    parsed_query: {},
    version: { ext_authz: "v3", encoding: "protojson" },
  };
}

/** A policy like the real one in TypeScript, whose Rego is another. */
function withRego(change: (rego: string) => string): typeof frontend {
  const artefact = artefactOf(frontend);
  return attachArtefact({ ...frontend }, { ...artefact, rego: change(artefact.rego) });
}

const failure = (promise: Promise<void>): Promise<string> =>
  promise.then(
    () => "it passed",
    (error: unknown) => (error instanceof Error ? error.message : "no error"),
  );

beforeAll(() => {
  const entry = fileURLToPath(new URL("../policies/frontend.ts", import.meta.url));
  const compilation = createCompiler().compile({ entry });
  if (!compilation.ok) throw new Error("the policy does not compile");
  attachArtefact(frontend, compilation.policy);
});

describe("toAllow and toDeny", () => {
  it("pass by verdict and rule", async () => {
    await expect(frontend).toAllow(request("/public/a"), { now });
    await expect(frontend).toAllow(request("/public/a"), { by, now: 1_795_514_400_000_000_000n });
    await expect(frontend).toDeny(request("/private"), { now });
    await expect(frontend).toDeny(request("/public/a", "8.8.8.8"), {
      by: "only from the cluster network",
      now,
    });
    await expect(frontend).not.toAllow(request("/private"), { now });
  });

  it("decide what is not an input, too", async () => {
    for (const input of [undefined, null, 7, [], { attributes: null }])
      await expect(frontend).toDeny(input, { by: "malformed input", now });
  });

  it("fail with the decision, its rules and the input", async () => {
    const message = await failure(expect(frontend).toAllow(request("/public/a", "8.8.8.8"), { by, now }));
    expect(message).toContain(`expected: allow by "${by}"`);
    expect(message).toContain(
      `decided:  deny (allowed by "${by}"; denied by "only from the cluster network")`,
    );
    expect(message).toContain('"address":"8.8.8.8"');
    expect(await failure(expect(frontend).not.toAllow(request("/public/a"), { now }))).toContain(
      "expected: not allow",
    );
  });

  it("fail when another rule than the named one decided", async () => {
    const wanted = { by: "frontend may call the secure API", now } as const;
    expect(await failure(expect(frontend).toAllow(request("/public/a"), wanted))).toContain(
      `decided:  allow (allowed by "${by}")`,
    );
  });

  it("refuse the name of a rule that is not there, also under not", async () => {
    const misspelt = { by: "anybody may write" as never, now };
    expect(await failure(expect(frontend).toAllow(request("/"), misspelt))).toContain("has no rule");
    expect(await failure(expect(frontend).not.toAllow(request("/"), misspelt))).toContain("has no rule");
  });

  it("take only the names of the policy's rules, by type", () => {
    const options = expectTypeOf(expect(frontend).toAllow).parameter(1);
    options
      .extract<object>()
      .toHaveProperty("by")
      .extract<string>()
      .toEqualTypeOf<(typeof frontend.rules)[number]>();
  });

  it("fail when TypeScript and Rego disagree, whatever was expected", async () => {
    const wider = withRego((rego) => rego.replaceAll('"public"', '"private"'));
    for (const promise of [
      expect(wider).toAllow(request("/private"), { now }),
      expect(wider).not.toAllow(request("/private"), { now }),
      expect(wider).toDeny(request("/private"), { now }),
    ]) {
      const message = await failure(promise);
      expect(message).toContain("TypeScript: deny (no rule allows it)");
      expect(message).toContain(`Rego:       allow (allowed by "${by}")`);
    }
  });

  it("say how to get a compiled form, and what a policy is", async () => {
    expect(await failure(expect({ ...frontend }).toAllow(request("/"), { now }))).toContain(
      "plugins: [bylaw()]",
    );
    expect(await failure(expect(7 as never).toAllow(request("/"), { now }))).toContain("expected a policy");
  });
});

describe("decide", () => {
  it("gives the same decision on both engines", async () => {
    const input = request("/public/a", "8.8.8.8");
    const expected = {
      allow: false,
      allowedBy: [by],
      deniedBy: ["only from the cluster network"],
      malformed: [],
    };
    expect(await decide(frontend, input, { now })).toEqual(expected);
    expect(await decide(frontend, input, { now, engine: "opa" })).toEqual(expected);
    expect(frontend.decide(input, { now })).toEqual(expected);
  });

  it("throws when the Rego has a part of the decision under no value", async () => {
    const partial = withRego((rego) => rego.replace("default allow := false", ""));
    await expect(decide(partial, request("/private"), { now })).rejects.toThrow("undefined");
  });
});
