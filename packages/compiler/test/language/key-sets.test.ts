import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { envoyPolicy } from "@bylaw/dsl/envoy";
import { verifyJwt } from "@bylaw/dsl/jwt";
import { t } from "@bylaw/dsl/schema";
import { createEngine, findOpa } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import { createCompiler, formatDiagnostics } from "../../src/index.ts";
import { virtualPath } from "../fixtures/sources.ts";

const now = 1_760_000_000_000_000_000n;
const issuer = "https://idp.example";
const audience = "backend";

const pair = (): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } =>
  generateKeyPairSync("ec", { namedCurve: "P-256" });
const [old, current, unnamed, stranger] = [pair(), pair(), pair(), pair()];
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const web = (key: KeyObject, more: object) => ({ ...key.export({ format: "jwk" }), ...more });

const jwks = JSON.stringify({
  keys: [
    web(old.publicKey, { kid: "old", alg: "ES256" }),
    web(rsa.publicKey, { kid: "rsa", alg: "RS256", use: "sig" }),
    web(current.publicKey, { kid: "current" }),
    web(unnamed.publicKey, { alg: "ES256" }),
  ],
});

function token(key: KeyObject, kid?: string, alg = "ES256"): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg, ...(kid === undefined ? {} : { kid }) })}.${part({ iss: issuer, aud: audience, sub: "ada" })}`;
  const form = alg === "ES256" ? ({ key, dsaEncoding: "ieee-p1363" } as const) : key;
  return `${text}.${sign("sha256", Buffer.from(text), form).toString("base64url")}`;
}

const cases: readonly (readonly [string, string, boolean])[] = [
  ["the first key by its name", token(old.privateKey, "old"), true],
  ["another key by its name", token(current.privateKey, "current"), true],
  ["a key of another kind by its name", token(rsa.privateKey, "rsa", "RS256"), true],
  ["the name of another key", token(current.privateKey, "old"), false],
  ["the name of a key of another kind", token(old.privateKey, "rsa"), false],
  ["the name of a key, and a stranger's signature", token(stranger.privateKey, "current"), false],
  ["an unknown name, and a stranger's signature", token(stranger.privateKey, "new"), false],
  ["no name, and a stranger's signature", token(stranger.privateKey), false],
  ["no name", token(old.privateKey), true],
  ["no name, and a later key", token(rsa.privateKey, undefined, "RS256"), true],
  ["an empty name", token(current.privateKey, ""), true],
  ["a key that has no name", token(unnamed.privateKey), true],
  // As OPA does: where no key has the name, each that fits is tried.
  ["an unknown name, and the signature of a key of the set", token(current.privateKey, "new"), true],
  ["a key that has no name, by an unknown one", token(unnamed.privateKey, "new"), true],
];

const policy = envoyPolicy({
  package: "test.keys",
  allow: {
    rule: (input) =>
      verifyJwt(input.attributes.request.http.path, {
        jwks,
        issuer,
        audience,
        claims: t.object({ sub: t.string }),
      })?.sub === "ada",
  },
});

const programWith = (keys: string): string => `import { envoyPolicy } from "@bylaw/dsl/envoy";
import { verifyJwt } from "@bylaw/dsl/jwt";
import { t } from "@bylaw/dsl/schema";

export default envoyPolicy({
  package: "test.keys",
  allow: {
    rule: (input) =>
      verifyJwt(input.attributes.request.http.path, {
        jwks: ${JSON.stringify(keys)},
        issuer: "${issuer}",
        audience: "${audience}",
        claims: t.object({ sub: t.string }),
      })?.sub === "ada",
  },
});
`;

const inputs = cases.map(([, path]) => ({
  attributes: {
    source: { address: {} },
    destination: { address: {} },
    request: {
      time: { seconds: 1 },
      http: { id: "1", method: "GET", path, host: "h", scheme: "http", protocol: "HTTP/1.1", headers: {} },
    },
    metadataContext: {},
    routeMetadataContext: {},
  },
  parsed_path: [""],
  parsed_query: {},
  version: { ext_authz: "v3", encoding: "protojson" },
}));
const expected = cases.map(([name, , holds]) => [name, holds]);
const answers = (allowed: readonly boolean[]) => cases.map(([name], index) => [name, allowed[index]]);

describe("a token is verified with the key of a set that it names", () => {
  it("natively", () => {
    expect(answers(inputs.map((input) => policy.decide(input, { now }).allow))).toEqual(expected);
  });

  it.each([
    ["opa", false],
    ["opa", true],
    ["opa-wasm", false],
    ["javascript", false],
  ] as const)("%s, strict: %s", async (name, strictBuiltinErrors) => {
    const entry = virtualPath("keys.ts");
    const compilation = createCompiler().compile({ entry, sources: new Map([[entry, programWith(jwks)]]) });
    if (!compilation.ok) throw new Error(formatDiagnostics(compilation.diagnostics));
    const path = "test/keys/allow";
    const modules = { "policy.rego": compilation.policy.rego };
    const engine = await createEngine(name, { modules }, [path], {
      opa: await findOpa(),
      strictBuiltinErrors,
    });
    try {
      const outcomes = await engine.evaluate(inputs.map((input) => ({ path, input, now })));
      expect(
        answers(outcomes.map((outcome) => outcome.kind === "defined" && outcome.value === true)),
      ).toEqual(expected);
    } finally {
      await engine.close();
    }
  });
});

it("refuses what is no key set, which would verify nothing without a word", () => {
  const refused = (text: string): readonly string[] => {
    const entry = virtualPath("program.ts");
    return createCompiler()
      .compile({ entry, sources: new Map([[entry, programWith(text)]]) })
      .diagnostics.map(({ code }) => code);
  };
  expect(refused(jwks)).toEqual([]);
  expect(refused("not json")).toEqual(["BYL1205"]);
  expect(refused('{"keys":"none"}')).toEqual(["BYL1205"]);
});
