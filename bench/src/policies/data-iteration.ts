import { each, type LargePolicy } from "./large-policy.ts";
import { people, person } from "./people.ts";

export const dataIteration: LargePolicy = {
  name: "data-iteration",
  about: "10 MB of data, all of whose records each decision goes through",
  make: () => ({
    rego: `package bench

approvers contains candidate.id if {
	some candidate in data.people
	candidate.active
	candidate.department == input.department
	candidate.level >= input.level
	input.role in candidate.roles
}

allow if count(approvers) >= 2
`,
    rule: "allow",
    data: { people: each(people, person) },
    inputs: each(2, (index) => ({
      department: `department-${index * 40}`,
      level: 4,
      role: `role-${index * 40 + 7}`,
    })),
  }),
};
