import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";
import { spiffeId } from "@bylaw/dsl/spiffe";

const services = ["payments", "orders", "ledger"];

/** A service's identity, its environment and name by name: no index to be off by one. */
const workload = (id: string) => spiffeId(id, "spiffe://company.com/ns/{environment}/sa/{service}");

/** Which service may call which other, as the data document says. */
export default policy({
  package: "api.authorization",
  input: t.object({
    source_id: t.string,
    resource: t.string,
    action: t.string,
    credential: t.object({ expired: t.boolean }),
  }),
  data: t.object({
    /** Caller → what it calls → actions. */
    permissions: t.map(t.map(t.array(t.string))),
  }),
  allow: {
    "permitted between services of one environment": (input, data) => {
      const source = workload(input.source_id);
      const target = workload(input.resource);
      return (
        source !== undefined &&
        target !== undefined &&
        services.includes(source.service) &&
        source.environment === target.environment &&
        (data.permissions[input.source_id]?.[input.resource]?.includes(input.action) ?? false)
      );
    },
  },
  deny: {
    "the credential has expired": ({ credential }) => credential.expired,
  },
});
