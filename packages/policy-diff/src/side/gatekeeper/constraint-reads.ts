import { type ComparedPlaces, onlyCompared, overlap } from "../../policy/only-compared.ts";
import type { PolicyModule } from "../../policy/syntax.ts";
import { writtenReads } from "../../policy/written-reads.ts";
import type { ConstraintDecision, Side } from "../side.ts";
import type { Match } from "./constraint.ts";

type Places = readonly (readonly string[])[];

/** The places of a review that {@link matchModule} asks for, by what a constraint matches on. */
export function matchReads({ scope, namespaces, excludedNamespaces, ...match }: Match): Places {
  const { labelSelector, namespaceSelector, name } = match;
  const ofNamespace = [scope, namespaces, excludedNamespaces, namespaceSelector].some(
    (part) => part !== undefined,
  );
  // With the name of a Namespace, since it counts as the namespace of its own.
  const names = ofNamespace || name !== undefined;
  const ofObject = [
    ["kind"],
    ["apiVersion"],
    ...(ofNamespace ? [["metadata", "namespace"]] : []),
    ...(names ? [["metadata", "name"]] : []),
    ...(name === undefined ? [] : [["metadata", "generateName"]]),
    ...(labelSelector === undefined && namespaceSelector === undefined ? [] : [["metadata", "labels"]]),
  ];
  return [
    // Which constraints an event is about is told by the kinds of its objects.
    ["review", "kind", "kind"],
    ...["object", "oldObject"].flatMap((key) => ofObject.map((place) => ["review", key, ...place])),
    ...(ofNamespace ? [["review", "namespace"]] : []),
    ...(namespaceSelector === undefined ? [] : [["review", "namespaceObject", "metadata", "labels"]]),
  ];
}

type Constraints = Pick<Side, "constraints" | "modules">;

/**
 * The places of the input that a decision of a constraint may read: those of its match and of its template. Parameters
 * are the constraint's own.
 *
 * @param own the decision, as it is called on this side
 * @returns undefined where it is none of a constraint
 */
export function constraintReads({ constraints, modules }: Constraints, own: string): Places | undefined {
  const constraint = constraints?.find(({ path }) => own.startsWith(`${path}/`));
  if (constraint === undefined) return undefined;
  const written = writtenReads(templatesOf(constraint, modules), []).paths;
  return [
    ...constraint.reads,
    ...written.flatMap((path) => {
      if (path.length === 0) return [["review"]];
      return path[0] === "review" ? [path] : [];
    }),
  ];
}

/** The places with which constraints do no more than to compare them with literals; undefined for other policies. */
export function constraintsCompared({ constraints, modules }: Constraints): ComparedPlaces | undefined {
  if (constraints === undefined) return undefined;
  const compared = onlyCompared(constraints.flatMap((constraint) => templatesOf(constraint, modules)));
  // What a match compares a place with is not looked at.
  const matched = constraints.flatMap(({ reads }) => reads);
  return new Map(
    [...compared].filter(([key]) => {
      const place: readonly string[] = JSON.parse(key);
      return !matched.some((read) => overlap(read, place));
    }),
  );
}

function templatesOf(
  constraint: ConstraintDecision,
  modules: readonly PolicyModule[],
): readonly PolicyModule[] {
  return modules.filter(({ name, generated }) => generated !== true && constraint.modules.includes(name));
}
