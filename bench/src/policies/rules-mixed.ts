import { each, type LargePolicy } from "./large-policy.ts";

const rules = 1_000;

/** Conditions that no index can answer, beside those that one can. */
function condition(index: number): string {
  switch (index % 5) {
    case 0:
      return `\tinput.user.id == "user-${index}"\n\tinput.method in {"GET", "HEAD"}`;
    case 1:
      return `\tstartswith(input.path, "/team-${index}/")\n\tinput.user.level >= ${index % 10}`;
    case 2:
      return `\tinput.user.department == "department-${index % 50}"\n\tnot input.user.suspended\n\tinput.amount < ${index}`;
    case 3:
      return `\tsome role in input.user.roles\n\trole == "role-${index}"`;
    default:
      return `\tinput.resource.owner == input.user.id\n\tinput.resource.kind == "kind-${index}"`;
  }
}

export const rulesMixed: LargePolicy = {
  name: "rules-mixed",
  about: "1,000 rules with prefixes, ranges, negations, roles and equalities; all that allow are named",
  make: () => ({
    rego: [
      "package bench",
      ...each(rules, (index) => `\nallowed_by contains "rule ${index}" if {\n${condition(index)}\n}`),
      "",
    ].join("\n"),
    rule: "allowed_by",
    inputs: each(32, (index) => ({
      method: index % 2 === 0 ? "GET" : "POST",
      path: `/team-${index * 5 + 1}/orders`,
      amount: index * 30,
      user: {
        id: `user-${index * 25}`,
        level: index % 10,
        department: `department-${(index * 7) % 60}`,
        suspended: index % 6 === 0,
        roles: each(5, (role) => `role-${index * 31 + role}`),
      },
      resource: { owner: `user-${index * 25}`, kind: `kind-${index * 20 + 4}` },
    })),
  }),
};
