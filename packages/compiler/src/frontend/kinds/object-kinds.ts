import { Node } from "ts-morph";
import { Refusal } from "../../diagnostics/report.ts";
import type { ObjectKind } from "../../ir/policy.ts";
import { short } from "../expressions.ts";
import { constantOf } from "../literals.ts";
import { spanOf } from "../span.ts";
import type { Definition } from "./kind.ts";
import { constantText } from "./package-name.ts";

/** The kinds of Kubernetes objects that `match` names: `["v1/Pod", "apps/v1/Deployment"]`. */
export function matchedKinds(definition: Definition): readonly ObjectKind[] {
  const node = definition.get("match");
  if (node === undefined) return [];
  const literal = constantOf(node);
  if (!Node.isArrayLiteralExpression(literal)) throw new Refusal("BYL1006", short(node), spanOf(node));
  return literal.getElements().map((element) => {
    const [kind = "", version = "", group = ""] = constantText(element).split("/").reverse();
    return { group, version, kind };
  });
}
