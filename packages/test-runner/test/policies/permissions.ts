import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

export default policy({
  package: "api.authorization",
  input: t.object({ source: t.string, resource: t.string, action: t.string }),
  data: t.object({
    permissions: t.map(t.map(t.array(t.string))),
    closed: t.opt(t.boolean),
    blocked: t.array(t.string),
  }),
  allow: {
    permitted: (input, data) =>
      data.permissions[input.source]?.[input.resource]?.includes(input.action) ?? false,
    "nothing is known of the source": (input, data) => data.permissions[input.source] === undefined,
  },
  deny: {
    closed: (_, data) => data.closed === true,
    blocked: (input, data) => data.blocked.some((one) => input.source.startsWith(one)),
    "actions without permissions": (input, data) =>
      data.permissions[input.source]?.[input.resource]?.length === 0,
  },
});
