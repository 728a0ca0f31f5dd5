import { type Shape, type Static, t } from "../schema/index.ts";

// Terraform's JSON output format, as `terraform show -json plan.out` writes it. Of its parts, these are what policies
// are about; the values of a resource are what its provider says, so they are unknown until a shape describes them.

const changeShape = t.object({
  /** What is to be done: one action, or `delete` and `create` in either order for a replacement. */
  actions: t.array(t.oneOf("no-op", "create", "read", "update", "delete", "forget")),
  /** Null when there is nothing before or after. */
  before: t.opt(t.unknown),
  after: t.opt(t.unknown),
  /** Which values are only known once the plan is applied. */
  after_unknown: t.opt(t.unknown),
  before_sensitive: t.opt(t.unknown),
  after_sensitive: t.opt(t.unknown),
});

/** What happens to one resource. */
export interface Change extends Static<typeof changeShape> {}
const change: Shape<Change> = changeShape;

const resourceChangeShape = t.object({
  /** The full address, such as `module.network.aws_vpc.main[0]`. */
  address: t.string,
  module_address: t.opt(t.string),
  mode: t.oneOf("managed", "data"),
  /** The type of the resource, such as `aws_iam_role`. */
  type: t.string,
  name: t.string,
  provider_name: t.opt(t.string),
  change,
  action_reason: t.opt(t.string),
});

/** A resource that the plan is about. */
export interface ResourceChange extends Static<typeof resourceChangeShape> {}
const resourceChange: Shape<ResourceChange> = resourceChangeShape;

const stateResourceShape = t.object({
  address: t.string,
  mode: t.oneOf("managed", "data"),
  type: t.string,
  name: t.string,
  values: t.opt(t.unknown),
});

/** A resource as it is known before anything is done. */
export interface StateResource extends Static<typeof stateResourceShape> {}
const stateResource: Shape<StateResource> = stateResourceShape;

const terraformInputShape = t.object({
  format_version: t.string,
  terraform_version: t.opt(t.string),
  /** Absent when the plan changes nothing. */
  resource_changes: t.opt(t.array(resourceChange)),
  /** What is there already, and the data that could be read for the plan. */
  prior_state: t.opt(
    t.object({
      values: t.opt(
        t.object({
          root_module: t.opt(
            t.object({
              resources: t.opt(t.array(stateResource)),
              child_modules: t.opt(
                t.array(t.object({ address: t.opt(t.string), resources: t.opt(t.array(stateResource)) })),
              ),
            }),
          ),
        }),
      ),
    }),
  ),
  variables: t.opt(t.map(t.object({ value: t.opt(t.unknown) }))),
});

/** A Terraform plan as JSON. */
export interface TerraformInput extends Static<typeof terraformInputShape> {}
/** The description of `TerraformInput`. */
export const terraformInput: Shape<TerraformInput> = terraformInputShape;
