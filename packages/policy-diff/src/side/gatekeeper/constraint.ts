import type { Json, JsonObject } from "@bylaw/engine";
import { DiffFailed } from "../../failure.ts";
import { isArray, isObject } from "../../json-value.ts";
import type { KubernetesDocument } from "./documents.ts";
import { textAt, valueAt } from "./template.ts";

/** A Constraint (constraints.gatekeeper.sh). */
export interface Constraint {
  readonly kind: string;
  readonly name: string;
  readonly document: KubernetesDocument;
  readonly parameters: Json;
  readonly match: Match;
  /** As written: `deny`, `warn`, `dryrun`, `scoped`. */
  readonly enforcementAction: string;
  /** Whether the webhook refuses what violates it. */
  readonly denies: boolean;
}

/** What `spec.match` asks for; absent parts match all (Gatekeeper's pkg/mutation/match). */
export interface Match {
  readonly kinds?: readonly { readonly apiGroups: readonly string[]; readonly kinds: readonly string[] }[];
  readonly scope?: "Cluster" | "Namespaced";
  readonly namespaces?: readonly string[];
  readonly excludedNamespaces?: readonly string[];
  readonly labelSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly name?: string;
}

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    readonly values: readonly string[];
  }[];
}

export function isConstraint({ value }: KubernetesDocument): boolean {
  return String(value.apiVersion).startsWith("constraints.gatekeeper.sh/");
}

/** @throws DiffFailed `policyInvalid` */
export function constraintOf(document: KubernetesDocument): Constraint {
  const { value } = document;
  const kind = textAt(value, ["kind"]);
  const name = textAt(value, ["metadata", "name"]);
  const refused = (why: string) =>
    new DiffFailed("policyInvalid", `${document.file}:${document.row}: ${why}`);
  if (kind === undefined || name === undefined) throw refused("a constraint has no kind or no name");
  const enforcementAction = textAt(value, ["spec", "enforcementAction"]) ?? "deny";
  const match = valueAt(value, ["spec", "match"]) ?? null;
  return {
    kind,
    name,
    document,
    parameters: valueAt(value, ["spec", "parameters"]) ?? {},
    match: match === null ? {} : matchOf(match, (why) => refused(`constraint ${kind} ${name}: ${why}`)),
    enforcementAction,
    denies:
      enforcementAction === "deny" ||
      (enforcementAction === "scoped" &&
        isDeniedAtWebhook(valueAt(value, ["spec", "scopedEnforcementActions"]))),
  };
}

function isDeniedAtWebhook(scoped: Json | undefined): boolean {
  return (isArray(scoped) ? scoped : []).some((entry) => {
    if (!isObject(entry) || entry.action !== "deny" || !isArray(entry.enforcementPoints)) return false;
    return entry.enforcementPoints.some(
      (point) => isObject(point) && (point.name === "*" || point.name === "validation.gatekeeper.sh"),
    );
  });
}

const known: ReadonlySet<string> = new Set([
  "kinds",
  "scope",
  "namespaces",
  "excludedNamespaces",
  "labelSelector",
  "namespaceSelector",
  "name",
  "source",
]);

type Refused = (why: string) => DiffFailed;

function matchOf(match: Json, refused: Refused): Match {
  if (!isObject(match)) throw refused("spec.match is no object");
  const unknown = Object.keys(match).find((key) => !known.has(key));
  if (unknown !== undefined) throw refused(`spec.match.${unknown} is not known here`);
  const { source, scope, name } = match;
  // What is expanded from templates of workloads is not looked at, so that all is original.
  if (source === "Generated")
    throw refused("spec.match.source: Generated needs expansion, which is not done here");
  const namespaces = textsAt(match, "namespaces", refused);
  const excluded = textsAt(match, "excludedNamespaces", refused);
  const kinds = kindsOf(match.kinds ?? null, refused);
  const labels = selectorOf(match.labelSelector ?? null, "labelSelector", refused);
  const ofNamespace = selectorOf(match.namespaceSelector ?? null, "namespaceSelector", refused);
  return {
    ...(kinds.length === 0 ? {} : { kinds }),
    ...(scope === "Cluster" || scope === "Namespaced" ? { scope } : {}),
    ...(namespaces.length === 0 ? {} : { namespaces }),
    ...(excluded.length === 0 ? {} : { excludedNamespaces: excluded }),
    ...(labels === undefined ? {} : { labelSelector: labels }),
    ...(ofNamespace === undefined ? {} : { namespaceSelector: ofNamespace }),
    ...(typeof name === "string" && name !== "" ? { name } : {}),
  };
}

function kindsOf(kinds: Json, refused: Refused): NonNullable<Match["kinds"]> {
  if (kinds === null) return [];
  if (!isArray(kinds) || !kinds.every(isObject)) throw refused("spec.match.kinds is no list of objects");
  return kinds.filter(isObject).map((entry) => ({
    apiGroups: textsAt(entry, "apiGroups", refused),
    kinds: textsAt(entry, "kinds", refused),
  }));
}

function selectorOf(selector: Json, where: string, refused: Refused): LabelSelector | undefined {
  if (selector === null) return undefined;
  const wrong = () => refused(`spec.match.${where} is no label selector`);
  if (!isObject(selector)) throw wrong();
  const labels = Object.entries(isObject(selector.matchLabels) ? selector.matchLabels : {});
  const expressions = isArray(selector.matchExpressions) ? selector.matchExpressions : [];
  return {
    matchLabels: Object.fromEntries(
      labels.map(([key, value]) => {
        if (typeof value !== "string") throw wrong();
        return [key, value];
      }),
    ),
    matchExpressions: expressions.map((expression) => {
      if (!isObject(expression)) throw wrong();
      const { key, operator } = expression;
      const values = textsAt(expression, "values", refused);
      if (typeof key !== "string") throw wrong();
      if (operator === "In" || operator === "NotIn") {
        if (values.length === 0) throw wrong();
        return { key, operator, values };
      }
      if (operator === "Exists" || operator === "DoesNotExist") return { key, operator, values: [] };
      throw wrong();
    }),
  };
}

function textsAt(object: JsonObject, key: string, refused: Refused): readonly string[] {
  const list = object[key] ?? null;
  if (list === null) return [];
  if (!isArray(list)) throw refused(`${key} is no list of texts`);
  return list.map((text) => {
    if (typeof text !== "string") throw refused(`${key} is no list of texts`);
    return text;
  });
}
