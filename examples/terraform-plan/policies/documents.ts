import { type Static, t } from "@bylaw/dsl/schema";
import type { TerraformInput } from "@bylaw/dsl/terraform";

// IAM's policies are text in a plan. A document that the data source `aws_iam_policy_document` makes is there by its
// parts too: among the data that were read for the plan, or among the changes when something in it is not known yet.

const statement = t.object({
  sid: t.opt(t.string),
  /** Absent or empty is Allow. */
  effect: t.opt(t.string),
  actions: t.opt(t.array(t.string)),
  not_actions: t.opt(t.array(t.string)),
  resources: t.opt(t.array(t.string)),
  not_resources: t.opt(t.array(t.string)),
  principals: t.opt(t.array(t.object({ type: t.string, identifiers: t.opt(t.array(t.string)) }))),
  condition: t.opt(
    t.array(t.object({ test: t.string, variable: t.string, values: t.opt(t.array(t.string)) })),
  ),
});

/** A statement of a document. */
export type Statement = Static<typeof statement>;

/** The values of the data source, as far as they are looked at. */
const policyDocument = t.object({ statement: t.opt(t.array(statement)) });
const rendered = t.object({ json: t.string });

/** What was read for the plan, in the root module and those that it calls itself. */
const read = ({ prior_state }: TerraformInput) =>
  [
    ...(prior_state?.values?.root_module?.resources ?? []),
    ...(prior_state?.values?.root_module?.child_modules ?? []).flatMap(({ resources }) => resources ?? []),
  ].filter(({ type }) => type === "aws_iam_policy_document");

/** What can only be read while the plan is applied. */
const unread = ({ resource_changes }: TerraformInput) =>
  (resource_changes ?? []).filter(({ type }) => type === "aws_iam_policy_document");

/** The statements of all documents, each with the address of its document. */
export const statements = (plan: TerraformInput) => [
  ...read(plan).flatMap(({ address, values }) =>
    policyDocument.is(values) ? (values.statement ?? []).map((one) => ({ address, statement: one })) : [],
  ),
  ...unread(plan).flatMap(({ address, change: { after } }) =>
    policyDocument.is(after) ? (after.statement ?? []).map((one) => ({ address, statement: one })) : [],
  ),
];

/** The texts that documents of the plan make. */
export const texts = (plan: TerraformInput) =>
  read(plan).flatMap(({ values }) => (rendered.is(values) ? [values.json] : []));

/** The addresses of documents that have another form than the data source. */
export const unreadable = (plan: TerraformInput) => [
  ...read(plan)
    .filter(({ values }) => !policyDocument.is(values))
    .map(({ address }) => address),
  ...unread(plan)
    .filter(({ change }) => !policyDocument.is(change.after))
    .map(({ address }) => address),
];

/** Whether a statement permits something. */
export const allows = ({ effect }: Statement) => effect !== "Deny";
