import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";
import { bearerToken, verifyJwt } from "@bylaw/dsl/jwt";
import { inCidr } from "@bylaw/dsl/net";
import { t } from "@bylaw/dsl/schema";
import { businessHours, now } from "@bylaw/dsl/time";

const secret = "a-secret-of-some-length-for-tests";
const reads = (input: EnvoyInput) => ["GET", "HEAD"].includes(input.attributes.request.http.method);

function claims(input: EnvoyInput) {
  const token = bearerToken(input.attributes.request.http.headers.authorization);
  return token === undefined
    ? undefined
    : verifyJwt(token, {
        secret,
        algorithm: "HS256",
        issuer: "https://idp",
        audience: "backend",
        claims: t.object({ sub: t.string, roles: t.opt(t.array(t.string)) }),
      });
}

export default envoyPolicy({
  package: "istio.authz",
  allow: {
    "auditors may read": (input) =>
      reads(input) && (claims(input)?.roles?.includes("auditor") ?? false) && input.parsed_path[0] === "api",
    "anything but admin": ({
      attributes: {
        request: { http },
      },
    }) => {
      const { path, method } = http;
      if (method === "POST") return false;
      return !path.startsWith("/admin") && (method === "GET" || !path.includes("..") || path.length === 0);
    },
    "every part is public": (input) =>
      input.parsed_path.length > 0 &&
      input.parsed_path.every((part) => part === "public" || part.startsWith("p")),
  },
  deny: {
    "closed outside business hours": () => !businessHours(now(), { zone: "UTC" }),
    "only from the cluster network": (input) => {
      const ip = input.attributes.source.address.socketAddress?.address;
      return ip === undefined || inCidr(ip, "10.0.0.0/8", "fd00::/8") !== true;
    },
    "not this principal": (input) => input.attributes.source.principal !== "spiffe://good",
  },
});
