import { createHmac } from "node:crypto";
import type { Json } from "@bylaw/engine/values";
import { describe, expect, it } from "vitest";
import { answers, compiled, native } from "../fixtures/policies.ts";

const now = 1_760_000_000_000_000_000n;
const seconds = 1_760_000_000;
const secret = "a-secret-of-some-length-for-tests";

function token(claims: Json, key = secret, header: Json = { alg: "HS256", typ: "JWT" }): string {
  const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

const good = { iss: "https://idp.example", aud: "backend", sub: "user:1" };

function request(authorization: string | undefined): Json {
  return {
    attributes: {
      source: { address: {} },
      destination: { address: {} },
      request: {
        time: { seconds },
        http: {
          id: "1",
          method: "GET",
          path: "/",
          host: "h",
          scheme: "http",
          protocol: "HTTP/1.1",
          headers: authorization === undefined ? {} : { authorization },
        },
      },
      metadataContext: {},
      routeMetadataContext: {},
    },
    parsed_path: [""],
    parsed_query: {},
    version: { ext_authz: "v3", encoding: "protojson" },
  };
}

const cases: Readonly<Record<string, string | undefined>> = {
  "a good token": `Bearer ${token({ ...good, roles: ["auditor"], level: 2, tenant: { id: "GET", tags: {} } })}`,
  "another scheme spelling": `bEaReR ${token(good)}`,
  "without roles": `Bearer ${token(good)}`,
  "roles null": `Bearer ${token({ ...good, roles: null, level: null, tenant: null })}`,
  "roles of a wrong type": `Bearer ${token({ ...good, roles: "auditor" })}`,
  "a role of a wrong type": `Bearer ${token({ ...good, roles: ["auditor", 5] })}`,
  "a tenant without id": `Bearer ${token({ ...good, tenant: { tags: {} } })}`,
  "tags of a wrong type": `Bearer ${token({ ...good, tenant: { id: "x", tags: { a: 1 } } })}`,
  "a tag": `Bearer ${token({ ...good, tenant: { id: "x", tags: { a: "b" } } })}`,
  "no subject": `Bearer ${token({ iss: good.iss, aud: good.aud })}`,
  "other subject": `Bearer ${token({ ...good, sub: "service:1" })}`,
  expired: `Bearer ${token({ ...good, exp: seconds - 1 })}`,
  "expires now": `Bearer ${token({ ...good, exp: seconds })}`,
  "expires later": `Bearer ${token({ ...good, exp: seconds + 1 })}`,
  "not yet": `Bearer ${token({ ...good, nbf: seconds + 1 })}`,
  "audience in a list": `Bearer ${token({ ...good, aud: ["x", "backend"] })}`,
  "other audience": `Bearer ${token({ ...good, aud: "frontend" })}`,
  "other issuer": `Bearer ${token({ ...good, iss: "https://evil" })}`,
  "other key": `Bearer ${token(good, "other")}`,
  "other algorithm": `Bearer ${token(good, secret, { alg: "none" })}`,
  "two spaces": `Bearer  ${token(good)}`,
  "trailing space": `Bearer ${token(good)} `,
  "not a token": "Bearer abc",
  "only the scheme": "Bearer ",
  "other scheme": `Basic ${token(good)}`,
  "no header": undefined,
};

describe("a token's claims decide the same natively and in OPA", () => {
  it("for each case", async () => {
    const policy = compiled("tokens");
    const { decide } = await native("tokens");
    const inputs = Object.values(cases).map(request);
    const found = await answers(policy, policy.rego, inputs, now);
    const reached = new Set<string>();
    for (const [index, name] of Object.keys(cases).entries()) {
      const expected = decide(inputs[index], { now });
      expect({ name, ...found[index] }).toEqual({ name, ...expected });
      for (const rule of expected.allowedBy) reached.add(rule);
    }
    expect([...reached].sort()).toEqual(
      policy.rules
        .filter((rule) => rule.effect === "allow")
        .map((rule) => rule.name)
        .sort(),
    );
    expect(found.filter((one) => one.deniedBy.length === 0).length).toBeGreaterThanOrEqual(8);
  });
});
