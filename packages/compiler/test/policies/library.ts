import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";
import { bearerToken } from "@bylaw/dsl/jwt";
import { inCidr } from "@bylaw/dsl/net";
import { businessHours, now } from "@bylaw/dsl/time";
import { clientAddress, network } from "./modules/network.ts";

const networks = [network, "192.168.0.0/16", "2001:db8::/32"] as const;

const token = (input: EnvoyInput) => bearerToken(input.attributes.request.http.headers.authorization);

export default envoyPolicy({
  package: "test.library",
  allow: {
    inside: (input) => inCidr(input.attributes.request.http.path, network) === true,
    "not inside": (input) => inCidr(input.attributes.request.http.path, network, "2001:db8::/32") !== true,
    "inside one of a list": (input) => inCidr(input.attributes.request.http.path, ...networks) === true,
    outside: (input) => inCidr(input.attributes.request.http.path, network) === false,
    "no address": (input) => inCidr(input.attributes.request.http.path, network) === undefined,
    "inside or no address": (input) => inCidr(input.attributes.request.http.path, network) ?? true,
    "client inside": (input) => {
      const ip = clientAddress(input);
      return ip !== undefined && inCidr(ip, network) === true;
    },
    open: () =>
      businessHours(now(), { zone: "Europe/Zurich", from: 8, to: 18, days: ["Monday", "Saturday"] }),
    closed: () =>
      !businessHours(now(), { zone: "Europe/Zurich", from: 8, to: 18, days: ["Monday", "Saturday"] }),
    token: (input) => token(input) === "abc",
    "some token": (input) => token(input) !== undefined,
    "no token": (input) => token(input) === undefined,
    "other token": (input) => token(input) !== "abc",
    "token starts": (input) => token(input)?.startsWith("a") ?? false,
    "token does not start": (input) => !(token(input)?.startsWith("a") ?? false),
  },
  deny: {
    "far away": (input) => {
      const ip = clientAddress(input);
      return ip === undefined || inCidr(ip, network) !== true;
    },
  },
});
