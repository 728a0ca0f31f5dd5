import { Node } from "ts-morph";
import { Refusal } from "../../diagnostics/report.ts";
import { isPlainName } from "../../rego/text.ts";
import { short } from "../expressions.ts";
import { constantOf } from "../literals.ts";
import { spanOf } from "../span.ts";
import type { Definition } from "./kind.ts";

/** The text that a definition gives as its package. */
export function statedPackage(definition: Definition, at: Node): string {
  const name = textOf(definition, "package", at);
  if (name.length > 200 || !name.split(".").every(isPlainName)) {
    throw new Refusal("BYL1007", JSON.stringify(name), spanOf(definition.get("package") ?? at));
  }
  return name;
}

/** The text of a property that must be a constant. */
export function textOf(definition: Definition, property: string, at: Node): string {
  const node = definition.get(property);
  if (node === undefined) throw new Refusal("BYL1006", `it has no ${property}`, spanOf(at));
  return constantText(node);
}

/** The text that an expression is, where it must be known now. */
export function constantText(node: Node): string {
  const literal = constantOf(node);
  if (Node.isStringLiteral(literal) || Node.isNoSubstitutionTemplateLiteral(literal))
    return literal.getLiteralValue();
  throw new Refusal("BYL1006", short(node), spanOf(node));
}
