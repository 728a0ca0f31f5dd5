import { readFileSync } from "node:fs";

/** A plan of `plans/`, as `terraform show -json` writes it. */
export const planFile = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../plans/${name}.json`, import.meta.url), "utf8"));

/** The parts of a statement, as `aws_iam_policy_document` has them. */
export interface StatementParts {
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly not_actions?: readonly string[] | null;
  readonly resources?: readonly string[] | null;
  readonly not_resources?: readonly string[] | null;
  readonly principals?: readonly object[];
  readonly condition?: readonly object[];
}

const full = (parts: StatementParts) => ({
  actions: [],
  condition: [],
  effect: "Allow",
  not_actions: null,
  not_principals: [],
  not_resources: null,
  principals: [],
  resources: null,
  sid: "",
  ...parts,
});
const document = {
  address: "data.aws_iam_policy_document.one",
  mode: "data",
  type: "aws_iam_policy_document",
  name: "one",
};

/** A plan for which a document with these statements was read. */
export const withDocument = (...statements: readonly StatementParts[]) => ({
  format_version: "1.2",
  prior_state: {
    values: {
      root_module: { resources: [{ ...document, values: { json: "{}", statement: statements.map(full) } }] },
    },
  },
});

/** The same in a module that the root module calls. */
export const withDocumentInModule = (...statements: readonly StatementParts[]) => ({
  format_version: "1.2",
  prior_state: {
    values: {
      root_module: {
        child_modules: [
          {
            address: "module.shop",
            resources: [
              {
                ...document,
                address: `module.shop.${document.address}`,
                values: { json: "{}", statement: statements.map(full) },
              },
            ],
          },
        ],
      },
    },
  },
});

/** A plan with a document that can only be read once something else is there. */
export const withUnreadDocument = (...statements: readonly StatementParts[]) => ({
  format_version: "1.2",
  resource_changes: [
    {
      ...document,
      change: {
        actions: ["read"],
        before: null,
        after: { statement: statements.map(full) },
        after_unknown: { id: true, json: true, statement: [{ resources: [true] }] },
      },
    },
  ],
});
