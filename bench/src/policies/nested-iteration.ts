import { each, type LargePolicy } from "./large-policy.ts";

export const nestedIteration: LargePolicy = {
  name: "nested-iteration",
  about: "joins of arrays by nested iteration, with a cartesian product",
  make: () => ({
    rego: `package bench

unpaid contains [customer.id, item.sku] if {
	some customer in input.customers
	some order in input.orders
	order.customer == customer.id
	some item in order.items
	item.price > customer.limit
}

conflicts contains pair if {
	some left, a in input.shifts
	some right, b in input.shifts
	left < right
	a.person == b.person
	a.from < b.to
	b.from < a.to
	pair := [left, right]
}

findings := {"unpaid": unpaid, "conflicts": count(conflicts)}
`,
    rule: "findings",
    inputs: each(2, (seed) => ({
      customers: each(40, (index) => ({ id: `c${index}`, limit: 80 + ((index + seed) % 20) })),
      orders: each(80, (index) => ({
        customer: `c${(index * 7 + seed) % 50}`,
        items: each(4, (item) => ({ sku: `s${index}-${item}`, price: (index * 13 + item * 29) % 100 })),
      })),
      shifts: each(60, (index) => ({
        person: `p${(index + seed) % 9}`,
        from: (index * 5) % 48,
        to: ((index * 5) % 48) + 4,
      })),
    })),
  }),
};
