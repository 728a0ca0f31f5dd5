import { regexMatches } from "@bylaw/dsl/patterns";
import { terraformPolicy } from "@bylaw/dsl/terraform";
import { allows, type Statement, statements } from "./documents.ts";

const audience = "token.actions.githubusercontent.com:aud";
const subject = "token.actions.githubusercontent.com:sub";

/** Whether a statement lets workflows of GitHub take on the role. */
const trustsGitHub = (statement: Statement) =>
  allows(statement) &&
  (statement.principals ?? []).some(({ identifiers }) =>
    (identifiers ?? []).some((one) => one.endsWith("oidc-provider/token.actions.githubusercontent.com")),
  );

/** The values that one operator compares a claim with. */
const compared = (statement: Statement, test: string, variable: string) =>
  (statement.condition ?? [])
    .filter((one) => one.test === test && one.variable === variable)
    .flatMap(({ values }) => values ?? []);

/** Which workflows may act for a role: those of one repository, on one branch. */
export default terraformPolicy({
  package: "github",
  deny: {
    *"tokens are meant for AWS"(plan) {
      for (const { address, statement } of statements(plan)) {
        if (
          trustsGitHub(statement) &&
          !compared(statement, "StringEquals", audience).includes("sts.amazonaws.com")
        )
          yield { msg: `${address} takes tokens that are meant for others` };
      }
    },

    /** The conditions of a statement must all hold, so that one that names the branch is enough. */
    *"a repository and a branch are named"(plan) {
      for (const { address, statement } of statements(plan)) {
        if (trustsGitHub(statement) && compared(statement, "StringEquals", subject).length === 0)
          yield { msg: `${address} does not name who may take on its role` };
      }
    },

    *"every subject is a branch of a repository"(plan) {
      for (const { address, statement } of statements(plan)) {
        if (!trustsGitHub(statement)) continue;
        for (const one of compared(statement, "StringEquals", subject)) {
          if (!regexMatches("^repo:[A-Za-z0-9-]+/[A-Za-z0-9._-]+:ref:refs/heads/[A-Za-z0-9._/-]+$", one))
            yield { msg: `${address} trusts ${one}, which is no branch of a repository` };
        }
      }
    },

    /** Whoever wrote it meant to permit more than the statement does. */
    *"no pattern is dead"(plan) {
      for (const { address, statement } of statements(plan)) {
        if (
          trustsGitHub(statement) &&
          compared(statement, "StringEquals", subject).length > 0 &&
          compared(statement, "StringLike", subject).length > 0
        )
          yield { msg: `${address} has a pattern of subjects beside exact ones: only the exact ones count` };
      }
    },
  },
});
