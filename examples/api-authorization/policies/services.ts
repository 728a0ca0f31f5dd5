import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";
import { spiffeId } from "@bylaw/dsl/spiffe";
import { isBefore, now, parseTime } from "@bylaw/dsl/time";

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
    /** When the credential expires, as RFC 3339 has it. */
    credential: t.object({ expires_at: t.string }),
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
    /** One whose expiry cannot be read has none that is worth anything. */
    "the credential has expired": ({ credential }) => {
      const expiry = parseTime(credential.expires_at);
      return expiry === undefined || !isBefore(now(), expiry);
    },
  },
});
