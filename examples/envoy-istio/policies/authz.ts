import { envoyPolicy } from "@bylaw/dsl/envoy";
import { inCidr } from "@bylaw/dsl/net";
import { businessHours, now } from "@bylaw/dsl/time";
import { clusterNetwork, frontend } from "./mesh.ts";
import { claims, reads } from "./request.ts";

export default envoyPolicy({
  package: "istio.authz",
  allow: {
    /** The workload, the path and the header must all be right: an identity alone opens nothing. */
    "frontend may call the secure API": (input) =>
      input.attributes.source.principal === frontend &&
      input.attributes.request.http.path === "/api/secure" &&
      input.attributes.request.http.headers["x-custom-auth"] === "secure-token-2026",

    /** People with the role in their token look at everything below /api, from whatever workload. */
    "auditors may read": (input) =>
      reads(input) && input.parsed_path[0] === "api" && (claims(input)?.roles?.includes("auditor") ?? false),
  },
  deny: {
    /** The office is in Bengaluru. */
    "closed outside business hours": () => !businessHours(now(), { zone: "Asia/Kolkata", from: 8, to: 18 }),

    /** A caller without an address, such as one on a Unix socket, is outside too. */
    "only from the cluster network": (input) => {
      const address = input.attributes.source.address.socketAddress?.address;
      return address === undefined || inCidr(address, clusterNetwork) !== true;
    },
  },
});
