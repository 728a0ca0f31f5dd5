import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

const total = t.union(t.number, t.null);

// A required property that may be null was taken for null where it was absent.
export default policy({
  package: "cases.absent_where_null_is_a_value",
  input: t.object({
    method: t.string,
    total,
    order: t.opt(t.object({ total, note: t.unknown })),
    items: t.array(t.object({ total })),
  }),
  allow: {
    everything: ({ method }) => method === "GET",
    "no large order": ({ order }) => !((order?.total ?? 0) > 99),
    "no text as a note": ({ order }) => typeof order?.note !== "string",
  },
  deny: {
    expensive: (input) => input.total !== null && input.total > 99,
    "an expensive item": ({ items }) => items.some((item) => item.total !== null && item.total > 99),
    "an expensive order": ({ order }) => (order?.total ?? 0) > 99,
    "a number as a note": ({ order }) => typeof order?.note === "number",
  },
});
