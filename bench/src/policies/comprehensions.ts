import { each, type LargePolicy } from "./large-policy.ts";

export const comprehensions: LargePolicy = {
  name: "comprehensions",
  about: "sets and objects by comprehension, their unions, differences and counts",
  make: () => ({
    rego: `package bench

wanted := {permission | some permission in input.wanted}

given := {permission |
	some role in input.roles
	some permission in input.grants[role]
}

owners := {resource.id: resource.owner | some resource in input.resources}

by_owner := {owner: ids |
	some owner in {resource.owner | some resource in input.resources}
	ids := {resource.id | some resource in input.resources; resource.owner == owner}
}

crowded := {owner | some owner, ids in by_owner; count(ids) > 12}

decision := {
	"missing": wanted - given,
	"unused": count(given - wanted),
	"either": count(wanted | given),
	"shared": wanted & given,
	"owners": count(owners),
	"crowded": crowded,
	"sizes": {owner: size | some owner, ids in by_owner; size := count(ids)},
}
`,
    rule: "decision",
    inputs: each(2, (seed) => ({
      wanted: each(60, (index) => `permission-${index * 3 + seed}`),
      roles: each(10, (index) => `role-${index * 2}`),
      grants: Object.fromEntries(
        each(24, (role) => [
          `role-${role}`,
          each(25, (index) => `permission-${(role * 11 + index * 2) % 240}`),
        ]),
      ),
      resources: each(200, (index) => ({
        id: `resource-${index}`,
        owner: `owner-${(index * index + seed) % 20}`,
      })),
    })),
  }),
};
