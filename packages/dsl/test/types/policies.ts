// Typechecked by types.test.ts: each line below `@ts-expect-error` must be an error, and nothing else may be.
import {
  type EnvoyInput,
  envoyPolicy,
  envoyResponsePolicy,
  type HttpInput,
  type Policy,
} from "@bylaw/dsl/envoy";
import { bearerToken, verifyJwt } from "@bylaw/dsl/jwt";
import { inCidr } from "@bylaw/dsl/net";
import { type Static, t } from "@bylaw/dsl/schema";
import { businessHours, now } from "@bylaw/dsl/time";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(): T | undefined => undefined;

const claims = t.object({ sub: t.string, roles: t.opt(t.array(t.string)), level: t.oneOf("low", "high") });
holds<
  Same<
    Static<typeof claims>,
    { readonly sub: string; readonly level: "low" | "high"; readonly roles?: readonly string[] }
  >
>();
holds<Same<Static<ReturnType<typeof union>>, string | { readonly a: number } | null>>();
const union = () => t.union(t.string, t.object({ a: t.number }), t.null);
const labels = t.map(t.unknown);
holds<Same<Static<typeof labels>, Readonly<Record<string, unknown>>>>();
holds<Same<HttpInput, EnvoyInput>>();

export const policy = envoyPolicy({
  package: "istio.authz",
  allow: {
    "frontend may call": (input) => {
      holds<Same<typeof input, EnvoyInput>>();
      holds<Same<typeof input.attributes.source.principal, string | undefined>>();
      holds<Same<typeof input.parsed_body, unknown>>();
      return input.attributes.request.http.headers["x-custom-auth"] === "secure-token-2026";
    },
    "auditors may read": ({ attributes }) =>
      verifyJwt(bearerToken(attributes.request.http.headers.authorization), {
        secret: "s",
        issuer: "i",
        audience: "a",
        claims,
      })?.roles?.includes("auditor") ?? false,
  },
  deny: {
    "closed outside business hours": () => !businessHours(now(), { zone: "UTC", days: ["Monday"] }),
    "only from the cluster": (input) =>
      inCidr(input.attributes.source.address.socketAddress?.address ?? "", "10.0.0.0/8") !== true,
  },
});

type Names =
  | "frontend may call"
  | "auditors may read"
  | "closed outside business hours"
  | "only from the cluster";
holds<Same<typeof policy, Policy<EnvoyInput, Names>>>();

const withoutDeny = envoyPolicy({ package: "p", allow: { one: () => true } });
holds<Same<(typeof withoutDeny.rules)[number], "one">>();

// @ts-expect-error a misspelt rule name
export const misspelt: Names = "frontend may cal";

// @ts-expect-error a policy without allow rules
envoyPolicy({ package: "p" });

// @ts-expect-error an effect that does not exist
envoyPolicy({ package: "p", allow: {}, allows: { one: () => true } });

envoyPolicy({
  package: "p",
  allow: {
    // @ts-expect-error a rule that gives no boolean
    truthy: (input) => input.attributes.request.http.headers.authorization,
    // @ts-expect-error a rule that may give undefined
    maybe: (input) => input.attributes.source.principal?.startsWith("spiffe://"),
    // @ts-expect-error a rule that waits
    waits: async () => true,
    // @ts-expect-error a path that does not exist
    path: (input) => input.attributes.source.pricipal === "a",
    // @ts-expect-error a header is text
    header: (input) => input.attributes.request.http.headers["content-length"] > 5,
    // @ts-expect-error a header may lack
    absent: (input) => input.attributes.request.http.headers.accept.startsWith("text/"),
    // @ts-expect-error a principal may lack
    principal: (input) => input.attributes.source.principal.startsWith("spiffe://"),
    // @ts-expect-error a time is no text
    time: (input) => input.attributes.request.time === "2026",
    // @ts-expect-error an unknown body must be narrowed
    body: (input) => input.parsed_body.admin === true,
    // @ts-expect-error an array's element may lack
    segment: (input) => input.parsed_path[0].startsWith("a"),
    writes: (input) => {
      // @ts-expect-error the input cannot be written to
      input.attributes.request.http.method = "GET";
      return true;
    },
    // @ts-expect-error no such day
    day: () => businessHours(now(), { zone: "UTC", days: ["Caturday"] }),
    // @ts-expect-error text that may be no address
    network: (input) => inCidr(input.attributes.request.http.host, "10.0.0.0/8"),
  },
});

// @ts-expect-error a token needs either a secret or a key set
verifyJwt("t", { issuer: "i", audience: "a", claims });
// @ts-expect-error a secret does not go with a public key's algorithm
verifyJwt("t", { secret: "s", algorithm: "RS256", issuer: "i", audience: "a", claims });
// @ts-expect-error the claims need a shape
verifyJwt("t", { secret: "s", issuer: "i", audience: "a" });
// @ts-expect-error an optional shape is for properties only
t.array(t.opt(t.string));

const answering = { package: "p", allow: { one: () => true } } as const;
export const responding = [
  envoyResponsePolicy({ ...answering, response: { allowed: { headers: { "x-tier": ["a", "b"] } } } }),
  // @ts-expect-error a header that is a number
  envoyResponsePolicy({ ...answering, response: { allowed: { headers: { "x-tier": 2 } } } }),
  // @ts-expect-error a denial that looks like a success
  envoyResponsePolicy({ ...answering, response: { denied: { http_status: 200 } } }),
  envoyResponsePolicy({
    ...answering,
    response: { denied: (input) => ({ body: input.attributes.request.http.path }) },
  }),
  envoyResponsePolicy({
    ...answering,
    // @ts-expect-error a header made of a number
    response: { allowed: ({ parsed_path: path }) => ({ headers: { n: path.length } }) },
  }),
  envoyResponsePolicy({
    ...answering,
    // @ts-expect-error a header that may lack
    response: { allowed: ({ source_principal: name }) => ({ headers: { n: name } }) },
  }),
  // @ts-expect-error a body for what is allowed, which the plugin does not look at
  envoyResponsePolicy({ ...answering, response: { allowed: { body: "welcome" } } }),
];
