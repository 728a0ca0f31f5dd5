import { type HttpInput, httpPolicy } from "@bylaw/dsl/http";
import { type Static, t } from "@bylaw/dsl/schema";

const claims = t.object({ tenant_id: t.string, permissions: t.array(t.string), roles: t.array(t.string) });
const resource = t.object({ tenant_id: t.string });
type Input = HttpInput<Static<typeof claims>, Static<typeof resource>>;

/** What the caller's token says, if it holds. */
const claimsOf = (input: Input) => (input.token?.valid === true ? input.token.claims : undefined);

export default httpPolicy({
  package: "authz.api",
  claims,
  resource,
  allow: {
    "members read the orders of their tenant": (input) => {
      const token = claimsOf(input);
      return (
        token !== undefined &&
        ["GET", "HEAD"].includes(input.request.method) &&
        token.permissions.includes("orders:read") &&
        token.tenant_id === input.resource.tenant_id
      );
    },
    "administrators reach every tenant": (input) => claimsOf(input)?.roles.includes("admin") ?? false,
  },
  deny: {
    "nothing below internal": ({ request }) => request.path.startsWith("/internal/"),
  },
});
