import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

export default policy({
  package: "shop.orders",
  input: t.object({ quantity: t.number, role: t.string }),
  data: t.object({ roles: t.array(t.string) }),
  allow: {
    "small orders of known roles": (input, data) => input.quantity <= 10 && data.roles.includes(input.role),
  },
});
