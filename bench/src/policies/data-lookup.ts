import { each, type LargePolicy } from "./large-policy.ts";
import { people, person } from "./people.ts";

export const dataLookup: LargePolicy = {
  name: "data-lookup",
  about: "10 MB of data, of which each decision looks up a few records",
  make: () => ({
    rego: `package bench

default allow := false

caller := data.people[input.user]

allow if {
	caller.active
	some role in caller.roles
	input.action in data.grants[role]
}

allow if {
	owner := data.people[input.owner]
	owner.manager == input.user
	owner.department == caller.department
	input.action == "read"
}
`,
    rule: "allow",
    data: {
      people: Object.fromEntries(each(people, (index) => [`person-${index}`, person(index)])),
      grants: Object.fromEntries(
        each(90, (index) => [`role-${index}`, index % 3 === 0 ? ["read", "write"] : [`action-${index % 7}`]]),
      ),
    },
    inputs: each(64, (index) => ({
      user: `person-${(index * 617) % (people + 2_000)}`,
      owner: `person-${(index * 617 * 8) % people}`,
      action: ["read", "write", "action-1", "delete"][index % 4] ?? "read",
    })),
  }),
};
