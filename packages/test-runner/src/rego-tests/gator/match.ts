import type { Json, JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import { expressionHolds } from "../../label-expression.ts";
import { InvalidSuite, type ObjectNames, textOf } from "./objects.ts";

/**
 * Whether a constraint concerns an object. Source: Gatekeeper pkg/mutation/match/match.go.
 *
 * @param match `spec.match` of the constraint
 * @param namespace the Namespace object that the object is in, if it is known
 * @throws {InvalidSuite} when a selector of namespaces asks for a Namespace that is not known
 */
export function matches(match: JsonObject, object: ObjectNames, namespace: ObjectNames | undefined): boolean {
  return (
    kindsMatch(match, object) &&
    scopeMatches(match, object, namespace) &&
    namespacesMatch(match, object, namespace) &&
    selectorMatches(match.labelSelector, object.labels) &&
    namespaceSelectorMatches(match, object, namespace) &&
    nameMatches(match, object) &&
    textOf(match.source) !== "Generated"
  );
}

function kindsMatch({ kinds }: JsonObject, { group, kind }: ObjectNames): boolean {
  const listed = listOf(kinds).map(objectOf);
  const has = (names: Json | undefined, wanted: string) => {
    const list = listOf(names);
    return list.length === 0 || list.includes("*") || list.includes(wanted);
  };
  return listed.length === 0 || listed.some((one) => has(one.kinds, kind) && has(one.apiGroups, group));
}

function scopeMatches(
  { scope }: JsonObject,
  object: ObjectNames,
  namespace: ObjectNames | undefined,
): boolean {
  const isIn = object.namespace !== "" || namespace !== undefined;
  if (scope === "Cluster") return isNamespace(object) || !isIn;
  return scope === "Namespaced" ? !isNamespace(object) && isIn : true;
}

function namespacesMatch(
  { namespaces, excludedNamespaces }: JsonObject,
  object: ObjectNames,
  namespace: ObjectNames | undefined,
): boolean {
  const name = isNamespace(object) ? object.name : (namespace?.name ?? object.namespace);
  // What is in no namespace cannot be left out for it.
  if (name === "") return true;
  const has = (patterns: Json | undefined) => listOf(patterns).some((one) => isLike(name, textOf(one)));
  return (listOf(namespaces).length === 0 || has(namespaces)) && !has(excludedNamespaces);
}

function namespaceSelectorMatches(
  { namespaceSelector }: JsonObject,
  object: ObjectNames,
  namespace: ObjectNames | undefined,
): boolean {
  if (namespaceSelector === undefined) return true;
  if (isNamespace(object)) return selectorMatches(namespaceSelector, object.labels);
  if (namespace === undefined && object.namespace === "") return true;
  if (namespace === undefined)
    throw new InvalidSuite(
      `the constraint selects namespaces, and Namespace ${object.namespace} is in no inventory`,
    );
  return selectorMatches(namespaceSelector, namespace.labels);
}

function nameMatches({ name }: JsonObject, object: ObjectNames): boolean {
  const pattern = textOf(name);
  return pattern === "" || isLike(object.name, pattern);
}

function isNamespace({ kind, group }: ObjectNames): boolean {
  return kind === "Namespace" && group === "";
}

/** Source: Gatekeeper pkg/wildcard/wildcard.go. */
function isLike(name: string, pattern: string): boolean {
  const [before, after] = [pattern.startsWith("*"), pattern.endsWith("*")];
  const text = pattern.slice(before ? 1 : 0, after && pattern.length > 1 ? -1 : undefined);
  if (before && after) return name.includes(text);
  if (before) return name.endsWith(text);
  return after ? name.startsWith(text) : name === pattern;
}

/** Source: Kubernetes apimachinery pkg/apis/meta/v1, `LabelSelectorAsSelector`. */
function selectorMatches(selector: Json | undefined, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels, matchExpressions } = objectOf(selector);
  const label = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(objectOf(matchLabels)).every(([key, value]) => label(key) === value) &&
    listOf(matchExpressions)
      .map(objectOf)
      .every((expression) => {
        const holds = expressionHolds(expression, label(textOf(expression.key)));
        if (holds !== undefined) return holds;
        const { operator } = expression;
        throw new InvalidSuite(`a label selector has the operator ${JSON.stringify(operator)}`);
      })
  );
}
