import { type HttpInput, httpPolicy } from "@bylaw/dsl/http";
import { type Static, t } from "@bylaw/dsl/schema";

const claims = t.object({
  sub: t.string,
  tenant_id: t.string,
  permissions: t.array(t.string),
  roles: t.array(t.string),
});
const resource = t.object({ tenant_id: t.string });

/** What the caller's token says, once it has been verified. */
const verified = ({ token }: HttpInput<Static<typeof claims>, Static<typeof resource>>) =>
  token?.valid === true ? token.claims : undefined;

/** Who may call the orders API: members of a tenant read what is theirs, administrators reach all of them. */
export default httpPolicy({
  package: "authz.api",
  claims,
  resource,
  allow: {
    "members read the orders of their tenant": (input) => {
      const caller = verified(input);
      return (
        caller !== undefined &&
        ["GET", "HEAD"].includes(input.request.method) &&
        caller.permissions.includes("orders:read") &&
        caller.tenant_id === input.resource.tenant_id
      );
    },
    "administrators reach every tenant": (input) => verified(input)?.roles.includes("admin") ?? false,
  },
});
