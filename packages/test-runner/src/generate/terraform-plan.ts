import type { ComparedLiteral } from "@bylaw/compiler";
import type { Schema } from "@bylaw/dsl/schema";
import type { Json, JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import { literalsAt } from "./literals.ts";
import { policyDocuments } from "./terraform-documents.ts";
import { anyText, textNear } from "./text.ts";
import { anyJson, wellTyped } from "./well-typed.ts";

/** The pairs of actions that Terraform plans; a replacement is one of two orders. */
const actions = [
  ["no-op"],
  ["create"],
  ["read"],
  ["update"],
  ["delete"],
  ["delete", "create"],
  ["create", "delete"],
  ["forget"],
] as const;

const changes = ["resource_changes", "*"];
const words = ["main", "logs", "this", "primary"];
const types = ["aws_instance", "aws_s3_bucket", "aws_iam_policy", "google_storage_bucket", "null_resource"];

/**
 * Plans as `terraform show -json` writes them: addresses name module, type and name; what is created has nothing
 * before, what is deleted nothing after; values that are only known later are missing from `after` and marked in
 * `after_unknown`. One in four is any input of the schema.
 *
 * @param schema of the whole input
 * @param literals what the policy compares input paths with
 * @param texts other texts of the policy, for the documents that were read for a plan
 */
export function terraformPlans(
  schema: Schema,
  literals: readonly ComparedLiteral[],
  texts: readonly string[] = [],
): fc.Arbitrary<Json> {
  const given = (name: string) => literalsAt(literals, [...changes, name]);
  const typeLiterals = given("type");
  const type =
    typeLiterals.length > 0
      ? fc.oneof(textNear(typeLiterals), fc.constantFrom(...types))
      : fc.constantFrom(...types);
  const change = fc
    .record({
      type,
      name: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: anyText }),
      module: fc.constantFrom("", "", "module.network", "module.a.module.b[0]"),
      index: fc.constantFrom("", "", "[0]", '["eu-west-1"]'),
      mode: fc.constantFrom("managed", "managed", "managed", "data"),
      actions: fc.constantFrom(...actions),
      before: attributes(literals, "before"),
      after: attributes(literals, "after"),
      unknown: fc.subarray(namesOf(literals)),
    })
    .map(resourceChange);
  const plan = fc.tuple(fc.array(change, { maxLength: 4 }), fc.integer({ min: 0, max: 9 })).map(
    ([resource_changes, choice]): Json => ({
      format_version: "1.2",
      terraform_version: "1.9.8",
      ...(choice === 0 ? {} : { resource_changes }),
    }),
  );
  const readsState = schema.kind === "object" && Object.hasOwn(schema.properties, "prior_state");
  const whole = readsState ? withState(plan, texts) : plan;
  return fc.oneof({ weight: 3, arbitrary: whole }, { weight: 1, arbitrary: wellTyped(schema, literals) });
}

/** What was read for a plan stands in the root module, or in one that it calls. */
function withState(plans: fc.Arbitrary<Json>, texts: readonly string[]): fc.Arbitrary<Json> {
  const documents = fc.array(policyDocuments(texts), { minLength: 1, maxLength: 2 });
  return fc.tuple(plans, documents, fc.integer({ min: 0, max: 3 })).map(([plan, found, choice]): Json => {
    const called = { child_modules: [{ address: "module.network", resources: found }] };
    const root_module = choice === 0 ? called : { resources: found };
    return { ...(plan as JsonObject), prior_state: { format_version: "1.0", values: { root_module } } };
  });
}

/** The attributes of resources that a policy compares. */
function namesOf(literals: readonly ComparedLiteral[]): string[] {
  const below = literals.filter(
    ({ path }) => path[0] === "resource_changes" && path[2] === "change" && path.length >= 5,
  );
  return [...new Set(below.map(({ path }) => String(path[4])))];
}

function attributes(
  literals: readonly ComparedLiteral[],
  side: "before" | "after",
): fc.Arbitrary<JsonObject | null> {
  const model = Object.fromEntries(
    namesOf(literals).map((name): [string, fc.Arbitrary<Json>] => {
      const here = literalsAt(literals, [...changes, "change", side, name]);
      const text = textNear(here);
      const values = here.map(({ value }) => value);
      return [
        name,
        values.length === 0
          ? fc.oneof(fc.boolean(), anyJson)
          : fc.oneof(fc.constantFrom(...values), fc.boolean(), text),
      ];
    }),
  );
  return fc
    .tuple(
      fc.record(model, { requiredKeys: [], noNullPrototype: true }),
      fc.constantFrom("a", "arn:aws:s3:::a"),
    )
    .map(([known, id]) => ({ id, ...(known as JsonObject) }));
}

function resourceChange(one: {
  readonly type: string;
  readonly name: string;
  readonly module: string;
  readonly index: string;
  readonly mode: string;
  readonly actions: readonly string[];
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly unknown: readonly string[];
}): Json {
  const { type, name, module, index, mode, unknown } = one;
  const creates = one.actions.length === 1 && one.actions[0] === "create";
  const deletes = one.actions.length === 1 && (one.actions[0] === "delete" || one.actions[0] === "forget");
  const data = mode === "data" ? "data." : "";
  const after = deletes
    ? null
    : Object.fromEntries(Object.entries(one.after ?? {}).filter(([key]) => !unknown.includes(key)));
  return {
    address: `${module === "" ? "" : `${module}.`}${data}${type}.${name}${index}`,
    ...(module === "" ? {} : { module_address: module }),
    mode,
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: {
      actions: [...one.actions],
      before: creates ? null : one.before,
      after,
      after_unknown: deletes ? {} : Object.fromEntries(unknown.map((key) => [key, true])),
    },
  };
}
