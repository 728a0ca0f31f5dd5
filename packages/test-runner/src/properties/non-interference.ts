import type { Json } from "@bylaw/engine";
import { valueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import { documentOf, type Place, pathsAt, placeOf, valuesAt, withValue } from "./input-places.ts";
import { decidesAlike, holds, outside, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

export interface NonInterferenceOptions {
  /** Where the caller's tenant stands, such as `token.claims.tenant_id`. */
  readonly tenant: string;
  /** Where the tenant of what is asked for stands: another one than the caller's is denied. */
  readonly resource?: string;
  /**
   * What belongs to tenants: an object with a member for each, such as `data.tenants`, or the tenant of each element
   * of a list, such as `data.grants[*].tenant`. What is another's must not matter.
   */
  readonly belongs?: string;
  /** Callers who may cross tenants, such as administrators. */
  readonly except?: (input: Json) => boolean;
}

/** One tenant's decision does not depend on another's data, and one does not reach what is another's. */
export const nonInterference = readyProperty<NonInterferenceOptions>(
  ({ tenant, resource, belongs, except = () => false }): Property => {
    const caller = placeOf(tenant);
    const target = resource === undefined ? undefined : placeOf(resource);
    const others = belongs === undefined ? undefined : placeOf(belongs);
    return {
      name: "nonInterference",
      claim: `a caller of one tenant (${tenant}) neither reaches what is another's nor depends on it`,
      inputs: "any",
      silence: () =>
        target === undefined && others === undefined
          ? "it needs resource, where the tenant of what is asked for stands, or belongs"
          : undefined,
      check: (question, verdict, context) => {
        if (question.input === undefined || except(question.input)) return outside;
        const [own] = valuesAt(question, caller);
        if (target !== undefined) {
          const [theirs] = valuesAt(question, target);
          if (isTenant(own) && own === theirs) return others === undefined ? outside : alike(others, own);
          if (!verdict.allow) return others === undefined ? holds : alike(others, own);
          return {
            kind: "fails",
            because: `a caller of tenant ${shown(own)} is allowed what belongs to ${shown(theirs)}`,
          };
        }
        return others === undefined ? outside : alike(others, own);

        function alike(place: Place, tenantOfCaller: Json | undefined) {
          return decidesAlike(
            verdict,
            withOthersChanged(question, place, tenantOfCaller),
            context,
            "when what belongs to another tenant is changed",
          );
        }
      },
    };
  },
);

/** No tenant at all is nobody's, and two that have none are not the same. */
function isTenant(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}

function shown(value: Json | undefined): string {
  return value === undefined ? "none" : JSON.stringify(value);
}

const mostOthers = 8;

function* withOthersChanged(question: Question, place: Place, tenant: Json | undefined): Generator<Question> {
  const star = place.path.lastIndexOf("*");
  const document = documentOf(question, place);
  if (document === undefined) return;
  const containers = pathsAt(document, star < 0 ? place.path : place.path.slice(0, star));
  for (const path of containers) {
    const value = valueAt(document, path);
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      const list: readonly Json[] = value;
      const tenantOf = (element: Json) => valueAt(element, place.path.slice(star + 1));
      const own = list.filter((element) => tenantOf(element) === tenant);
      if (own.length < list.length) {
        yield withValue(question, place, path, own);
        yield withValue(question, place, path, [...list].reverse());
      }
      continue;
    }
    const members = Object.entries(value);
    const own = members.find(([name]) => name === tenant)?.[1];
    for (const [name] of members.filter(([one]) => one !== tenant).slice(0, mostOthers)) {
      yield withValue(question, place, [...path, name], undefined);
      if (own !== undefined) yield withValue(question, place, [...path, name], own);
    }
    if (own !== undefined) yield withValue(question, place, [...path, `${String(tenant)}-other`], own);
  }
}
