import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { envoyPolicy } from "@bylaw/dsl/envoy";
import { bearerToken, type JwtConstraints, verifyJwt } from "@bylaw/dsl/jwt";
import { type Static, t } from "@bylaw/dsl/schema";
import { describe, expect, it } from "vitest";

const secret = "a secret that protects nothing at all";
const claims = t.object({ sub: t.string, roles: t.opt(t.array(t.string)) });
const constraints = { secret, issuer: "https://idp.example", audience: "backend", claims };
const fine = { iss: "https://idp.example", aud: ["other", "backend"], sub: "ada", nbf: 100, exp: 200 };

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function hmacToken(payload: object, header: object = { alg: "HS256" }, key = secret): string {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

/** What a rule gets of a token at a time, in seconds; `failure` is what the call threw. */
function verified(token: string | undefined, given: JwtConstraints<Static<typeof claims>>, seconds = 150) {
  let result: unknown;
  const { decide } = envoyPolicy({
    package: "p",
    allow: {
      rule: () => {
        try {
          const found = verifyJwt(token, given);
          result = found && { sub: found.sub, roles: found.roles };
        } catch (error) {
          result = { failure: String(error) };
        }
        return true;
      },
    },
  });
  decide({}, { now: BigInt(seconds) * 1_000_000_000n });
  return result;
}

describe("a bearer token", () => {
  it.each([
    ["Bearer abc.def", "abc.def"],
    ["bearer abc", "abc"],
    ["BEARER abc", "abc"],
    ["Bearer  abc", undefined],
    ["Bearer abc ", undefined],
    ["Bearer abc def", undefined],
    ["Bearer ", undefined],
    ["Bearer", undefined],
    [" Bearer abc", undefined],
    ["Basic abc", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("of the header %j is %j", (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});

describe("a verified token", () => {
  it("gives its claims", () => {
    expect(verified(hmacToken({ ...fine, roles: ["auditor"] }), constraints)).toEqual({
      sub: "ada",
      roles: ["auditor"],
    });
    expect(verified(hmacToken({ ...fine, roles: null }), constraints)).toEqual({
      sub: "ada",
      roles: undefined,
    });
  });

  it.each([
    ["before nbf", 99],
    ["at exp", 200],
  ])("gives nothing %s", (_, seconds) => {
    expect(verified(hmacToken(fine), constraints, seconds)).toBeUndefined();
  });

  it.each([
    ["another issuer", { ...fine, iss: "https://evil.example" }],
    ["no issuer", { ...fine, iss: undefined }],
    ["another audience", { ...fine, aud: "frontend" }],
    ["no audience", { ...fine, aud: undefined }],
    ["a claim that lacks", { ...fine, sub: undefined }],
    ["a claim of the wrong kind", { ...fine, roles: ["auditor", 7] }],
    ["an expiry that is no number", { ...fine, exp: "200" }],
  ])("gives nothing with %s", (_, payload) => {
    expect(verified(hmacToken(payload), constraints)).toBeUndefined();
  });

  it.each([
    ["signed with another secret", hmacToken(fine, { alg: "HS256" }, "another")],
    ["that says it needs no signature", `${part({ alg: "none" })}.${part(fine)}.`],
    ["of another algorithm", hmacToken(fine, { alg: "HS512" })],
    ["that is changed", hmacToken(fine).replace(/\..*\./, `.${part({ ...fine, sub: "eve" })}.`)],
    ["that is none", "abc"],
    ["that is empty", ""],
  ])("gives nothing for a token %s", (_, token) => {
    expect(verified(token, constraints)).toBeUndefined();
  });

  it("gives nothing for no token", () => {
    expect(verified(undefined, constraints)).toBeUndefined();
  });

  it("may be signed with a key of a set", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwks = JSON.stringify({
      keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1", alg: "ES256" }],
    });
    const given = {
      jwks,
      algorithm: "ES256",
      issuer: constraints.issuer,
      audience: "backend",
      claims,
    } as const;
    expect(verified(keyToken(fine, privateKey), given)).toEqual({ sub: "ada", roles: undefined });
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(verified(keyToken(fine, other.privateKey), given)).toBeUndefined();
    expect(verified(hmacToken(fine, { alg: "HS256" }, jwks), given)).toBeUndefined();
  });

  it.each([
    ["secret", { ...constraints, secret: "" }],
    ["issuer", { ...constraints, issuer: "" }],
    ["audience", { ...constraints, audience: "" }],
  ])("needs a %s", (_, given) => {
    expect(verified(hmacToken(fine), given)).toEqual({
      failure: expect.stringContaining("may not be empty"),
    });
  });

  it("is of a decision", () => {
    expect(() => verifyJwt(hmacToken(fine), constraints)).toThrow("outside of a decision");
  });

  function keyToken(payload: object, key: KeyObject): string {
    const text = `${part({ alg: "ES256", kid: "k1" })}.${part(payload)}`;
    return `${text}.${sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  }
});
