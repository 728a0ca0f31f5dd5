import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";
import { bearerToken, verifyJwt } from "@bylaw/dsl/jwt";
import { t } from "@bylaw/dsl/schema";

const claims = (input: EnvoyInput) =>
  verifyJwt(bearerToken(input.attributes.request.http.headers.authorization), {
    secret: "a-secret-of-some-length-for-tests",
    algorithm: "HS256",
    issuer: "https://idp.example",
    audience: "backend",
    claims: t.object({
      sub: t.string,
      level: t.opt(t.number),
      roles: t.opt(t.array(t.string)),
      tenant: t.opt(t.object({ id: t.string, tags: t.map(t.string) })),
    }),
  });

export default envoyPolicy({
  package: "test.tokens",
  allow: {
    "has claims": (input) => claims(input) !== undefined,
    auditor: (input) => claims(input)?.roles?.includes("auditor") ?? false,
    "not an auditor": (input) => !(claims(input)?.roles?.includes("auditor") ?? false),
    subject: (input) => claims(input)?.sub.startsWith("user:") ?? false,
    "other subject": (input) => claims(input)?.sub !== "user:1",
    level: (input) => (claims(input)?.level ?? 0) >= 2,
    tenant: (input) => claims(input)?.tenant?.id === input.attributes.request.http.method,
    "tenant tag": (input) => claims(input)?.tenant?.tags.a !== "b",
  },
  deny: {
    "without claims": (input) => claims(input) === undefined,
  },
});
