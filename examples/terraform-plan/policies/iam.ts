import { regexMatches } from "@bylaw/dsl/patterns";
import { t } from "@bylaw/dsl/schema";
import { terraformPolicy } from "@bylaw/dsl/terraform";
import { allows, statements, texts, unreadable } from "./documents.ts";

/** These are about the account; AWS takes no other resource for them. */
const withoutResource = ["ecr:GetAuthorizationToken", "sts:GetCallerIdentity", "ec2:DescribeRegions"];

const withPolicy = t.object({ policy: t.string });
const withTrust = t.object({ assume_role_policy: t.string });

/** Which permissions a plan may give away. */
export default terraformPolicy({
  package: "iam",
  deny: {
    *"no statement permits every action"(plan) {
      for (const { address, statement } of statements(plan)) {
        if (allows(statement) && (statement.actions ?? []).includes("*"))
          yield { msg: `${address} permits every action` };
      }
    },

    *"no statement permits all but some"(plan) {
      for (const { address, statement } of statements(plan)) {
        if (allows(statement) && (statement.not_actions ?? []).length > 0)
          yield { msg: `${address} permits all actions but some` };
        if (allows(statement) && (statement.not_resources ?? []).length > 0)
          yield { msg: `${address} reaches all resources but some` };
      }
    },

    *"no statement reaches every resource"(plan) {
      for (const { address, statement } of statements(plan)) {
        if (
          allows(statement) &&
          (statement.resources ?? []).includes("*") &&
          !(statement.actions ?? []).every((action) => withoutResource.includes(action))
        )
          yield { msg: `${address} reaches every resource` };
      }
    },

    /** `key/*` is every key of the account. */
    *"keys are named"(plan) {
      for (const { address, statement } of statements(plan)) {
        for (const resource of statement.resources ?? []) {
          if (allows(statement) && regexMatches("^arn:[^:]*:kms:[^:]*:[^:]*:(key/)?[*?]", resource))
            yield { msg: `${address} reaches every key`, details: { resource } };
        }
      }
    },

    /** A text that no document of the plan made cannot be looked into. */
    *"policies are made by documents"(plan) {
      const made = texts(plan);
      for (const { address, type, change } of plan.resource_changes ?? []) {
        if (!["aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy"].includes(type)) continue;
        const { after } = change;
        if (withPolicy.is(after) && !made.includes(after.policy))
          yield { msg: `${address} has a policy that is not made by an aws_iam_policy_document` };
      }
    },

    *"trust is made by documents"(plan) {
      const made = texts(plan);
      for (const { address, type, change } of plan.resource_changes ?? []) {
        if (type !== "aws_iam_role") continue;
        const { after } = change;
        if (withTrust.is(after) && !made.includes(after.assume_role_policy))
          yield { msg: `${address} has a trust policy that is not made by an aws_iam_policy_document` };
      }
    },

    /** What is said of a document must have the form that the data source has. */
    *"documents can be read"(plan) {
      for (const address of unreadable(plan)) yield { msg: `${address} is no policy document` };
    },
  },
});
