import type { CompiledPolicy } from "@bylaw/compiler";
import type { Json, JsonObject } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import type { Artefact } from "../target.ts";
import { yamlText } from "../yaml.ts";
import { sampleConstraint } from "./constraint.ts";

/** A claim of a test: that a review violates the constraint with some parameters, or does not. */
export interface SuiteCase {
  /** The test's name; cases of one test are numbered. */
  readonly name: string;
  /** `input.review`. */
  readonly review: JsonObject;
  /** `input.parameters`; absent when the policy has none. */
  readonly parameters?: Json;
  readonly violates: boolean;
}

/**
 * A suite of `gator verify` that claims what the policy's own tests claim: the same objects, under constraints with the
 * same parameters.
 *
 * @param folder of the template, in which the suite goes
 */
export function suiteArtefacts(
  policy: CompiledPolicy,
  constraint: string,
  cases: readonly SuiteCase[],
  folder: string,
): readonly Artefact[] {
  const artefacts: Artefact[] = [];
  const tests = [...byParameters(cases)].map(([, alike], index) => {
    const constraintFile = `suite/constraint-${index + 1}.yaml`;
    const object = withParameters(sampleConstraint(policy, constraint, "deny"), alike[0]?.parameters);
    artefacts.push({ path: `${folder}/${constraintFile}`, content: yamlText([object]) });
    return {
      name: `parameters ${index + 1}`,
      template: "template.yaml",
      constraint: constraintFile,
      cases: alike.map(({ name, review, violates }, at) => {
        const file = `suite/object-${index + 1}-${at + 1}.json`;
        artefacts.push({ path: `${folder}/${file}`, content: `${stringifyJson(subjectOf(review))}\n` });
        return {
          name: `${at + 1} ${name}`,
          object: file,
          assertions: [{ violations: violates ? "yes" : "no" }],
        };
      }),
    };
  });
  const suite = { kind: "Suite", apiVersion: "test.gatekeeper.sh/v1alpha1", tests };
  return [{ path: `${folder}/suite.yaml`, content: yamlText([suite]) }, ...artefacts];
}

/** Cases that one constraint serves, by the text of its parameters. */
function byParameters(cases: readonly SuiteCase[]): ReadonlyMap<string, readonly SuiteCase[]> {
  const groups = new Map<string, SuiteCase[]>();
  for (const one of cases) {
    const key = one.parameters === undefined ? "" : stringifyJson(one.parameters);
    const group = groups.get(key) ?? [];
    group.push(one);
    groups.set(key, group);
  }
  return groups;
}

function withParameters(constraint: object, parameters: Json | undefined): object {
  if (parameters === undefined) return constraint;
  const { spec, ...rest } = constraint as { readonly spec: object };
  return { ...rest, spec: { ...spec, parameters } };
}

/** What of a review only a request has; an object in a file comes without one. */
const ofRequests = ["operation", "userInfo", "oldObject", "subResource", "dryRun"] as const;

/** The object by itself, or the whole request where the review says more than the object. */
function subjectOf(review: JsonObject): Json {
  const isRequest = ofRequests.some((name) => ![undefined, null, ""].includes(review[name] as null));
  if (!isRequest) return review.object ?? null;
  return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request: review };
}
