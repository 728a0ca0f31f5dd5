import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";
import { inCidr } from "@bylaw/dsl/net";
import { businessHours, now } from "@bylaw/dsl/time";

const frontend = "spiffe://example.org/ns/default/sa/frontend-sa/frontend";

const reads = (input: EnvoyInput) => ["GET", "HEAD"].includes(input.attributes.request.http.method);

export default envoyPolicy({
  package: "istio.authz",
  allow: {
    "frontend may call the secure API": (input) =>
      input.attributes.source.principal === frontend &&
      input.attributes.request.http.path === "/api/secure" &&
      input.attributes.request.http.headers["x-custom-auth"] === "secure-token-2026",
    "anybody may read below /public": (input) => reads(input) && input.parsed_path[0] === "public",
    "everything but the admin pages is open to operators": (input) =>
      input.attributes.source.principal === "spiffe://example.org/ns/ops/sa/console" &&
      !input.attributes.request.http.path.startsWith("/admin"),
  },
  deny: {
    "closed outside business hours": () => !businessHours(now(), { zone: "Europe/Berlin" }),
    "only from the cluster network": (input) => {
      const ip = input.attributes.source.address.socketAddress?.address;
      return ip === undefined || inCidr(ip, "10.0.0.0/8", "fd00::/8") !== true;
    },
  },
});
