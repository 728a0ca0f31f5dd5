import type { CompiledPolicy } from "@bylaw/compiler";
import type { Json, JsonObject } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import type { Artefact } from "../target.ts";
import { yamlText } from "../yaml.ts";
import { sampleConstraint } from "./constraint.ts";
import { inventoryObjects } from "./inventory.ts";

/** A claim of a test: that a review violates the constraint with some parameters, or does not. */
export interface SuiteCase {
  /** The test's name; cases of one test are numbered. */
  readonly name: string;
  /** `input.review`. */
  readonly review: JsonObject;
  /** `input.parameters`; absent when the policy has none. */
  readonly parameters?: Json;
  /** The documents below `data`; absent when the test says nothing of them. */
  readonly data?: JsonObject;
  readonly violates: boolean;
}

/**
 * A suite of `gator verify` that claims what the policy's own tests claim: the same objects, under constraints with the
 * same parameters, with the same objects beside them. Claims about documents that no objects make are left out.
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
  const beside = new Map<string, string>();
  /** The file of an object that Gatekeeper replicates, written once. */
  const replicated = (object: JsonObject) => {
    const content = `${stringifyJson(object)}\n`;
    const file = beside.get(content) ?? `suite/inventory-${beside.size + 1}.json`;
    if (!beside.has(content)) artefacts.push({ path: `${folder}/${file}`, content });
    beside.set(content, file);
    return file;
  };
  const tests = [...byParameters(cases.flatMap(withObjects))].map(([, alike], index) => {
    const constraintFile = `suite/constraint-${index + 1}.yaml`;
    const object = withParameters(sampleConstraint(policy, constraint, "deny"), alike[0]?.parameters);
    artefacts.push({ path: `${folder}/${constraintFile}`, content: yamlText([object]) });
    return {
      name: `parameters ${index + 1}`,
      template: "template.yaml",
      constraint: constraintFile,
      cases: alike.map(({ name, review, violates, objects }, at) => {
        const file = `suite/object-${index + 1}-${at + 1}.json`;
        artefacts.push({ path: `${folder}/${file}`, content: `${stringifyJson(subjectOf(review))}\n` });
        return {
          name: `${at + 1} ${name}`,
          object: file,
          ...(objects.length === 0 ? {} : { inventory: objects.map(replicated) }),
          assertions: [{ violations: violates ? "yes" : "no" }],
        };
      }),
    };
  });
  if (tests.length === 0) return [];
  const suite = { kind: "Suite", apiVersion: "test.gatekeeper.sh/v1alpha1", tests };
  return [{ path: `${folder}/suite.yaml`, content: yamlText([suite]) }, ...artefacts];
}

/** A case with the objects that are in the cluster beside its own. */
type PlacedCase = SuiteCase & { readonly objects: readonly JsonObject[] };

function withObjects(one: SuiteCase): readonly PlacedCase[] {
  const objects = one.data === undefined ? [] : inventoryObjects(one.data);
  return objects === undefined ? [] : [{ ...one, objects }];
}

/** Cases that one constraint serves, by the text of its parameters. */
function byParameters(cases: readonly PlacedCase[]): ReadonlyMap<string, readonly PlacedCase[]> {
  const groups = new Map<string, PlacedCase[]>();
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
  const isRequest =
    ofRequests.some((name) => ![undefined, null, ""].includes(review[name] as null)) ||
    (review.namespace ?? "") !== namespaceOf(review.object);
  if (!isRequest) return review.object ?? null;
  return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request: review };
}

/** Where an object in a file lies; empty when it does not say so. */
function namespaceOf(object: Json | undefined): Json {
  return (object as { readonly metadata?: { readonly namespace?: Json } } | null)?.metadata?.namespace ?? "";
}
