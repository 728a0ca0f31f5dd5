import {
  defaultDeny,
  denyWins,
  enginesAgree,
  failsClosed,
  irrelevantFields,
  jsonWebTokens,
  listOrderAndDuplicates,
  pathEncoding,
  total,
  weakerCredential,
} from "@bylaw/test-runner";
import fc from "fast-check";
import { issuer } from "../policies/mesh.ts";
import { signingKey } from "./identity-provider.ts";

/** The tokens of requests are valid around a Tuesday in November. */
const now = 1_795_514_400;
const authorization = jsonWebTokens({
  secret: { algorithm: "ES256", key: signingKey, kid: "2026-11" },
  issuer,
  audience: "backend",
  now,
  claims: fc.record({
    sub: fc.constant("ada"),
    roles: fc.constantFrom(["auditor"], ["staff", "auditor"], ["staff"], [], "auditor"),
  }),
});
const times = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map((tenths) => BigInt(now * 10 + tenths) * 100_000_000n),
  fc.integer({ min: -96, max: 96 }).map((hours) => BigInt(now + hours * 3_600) * 1_000_000_000n),
);

/** What is claimed of the policies, by their files. */
export const properties = {
  authz: {
    run: { authorization, times },
    stated: [
      enginesAgree.of(),
      total.of(),
      failsClosed.of(),
      defaultDeny.of(),
      denyWins.of(),
      weakerCredential.of({
        credentials: [
          "attributes.source.principal",
          "source_principal",
          "attributes.source.address.socketAddress",
          "attributes.source.address.socketAddress.address",
          'attributes.request.http.headers["x-custom-auth"]',
          "attributes.request.http.headers.authorization",
        ],
      }),
      pathEncoding.of(),
      listOrderAndDuplicates.of(),
      irrelevantFields.of({
        fields: [
          "attributes.request.http.id",
          "attributes.request.http.host",
          "attributes.request.http.scheme",
          'attributes.request.http.headers["user-agent"]',
          'attributes.request.http.headers["x-forwarded-for"]',
          'attributes.request.http.headers["x-forwarded-client-cert"]',
          'attributes.request.http.headers["x-debug"]',
          "attributes.destination.principal",
        ],
      }),
    ],
  },
  payments: {
    run: {},
    stated: [
      enginesAgree.of(),
      total.of(),
      failsClosed.of(),
      defaultDeny.of(),
      denyWins.of(),
      weakerCredential.of(),
      pathEncoding.of(),
      irrelevantFields.of({
        fields: [
          "attributes.request.http.id",
          "attributes.request.http.host",
          "attributes.request.http.headers",
          "attributes.source.address",
        ],
      }),
    ],
  },
};
