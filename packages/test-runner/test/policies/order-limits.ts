import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

export default policy({
  package: "shop.orders",
  input: t.object({
    total: t.number,
    customer: t.object({ tier: t.oneOf("basic", "gold"), blocked: t.opt(t.boolean) }),
    items: t.array(t.object({ sku: t.string, count: t.number })),
  }),
  allow: {
    "small orders": ({ total, items }) => total < 100 && items.every(({ count }) => count <= 10),
    "gold customers": ({ customer }) => customer.tier === "gold",
  },
  deny: {
    "blocked customers": ({ customer }) => customer.blocked === true,
  },
});
