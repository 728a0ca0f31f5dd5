import type { Json } from "@bylaw/engine";
import { isList, isRecord } from "./json-value.ts";

/**
 * The paths of the functions of a plan, such as `istio/authz/reads`. In a plan each rule is one; what takes arguments
 * beside the input and the data is one in Rego, too.
 */
export function functionsOfPlan(plan: Json): ReadonlySet<string> {
  const funcs = isRecord(plan) && isRecord(plan.funcs) ? plan.funcs.funcs : undefined;
  return new Set(
    (isList(funcs) ? funcs : []).flatMap((one) => {
      if (!isRecord(one) || !isList(one.params) || !isList(one.path)) return [];
      // The first step numbers what the planner generated.
      return one.params.length > 2 ? [one.path.slice(1).join("/")] : [];
    }),
  );
}
