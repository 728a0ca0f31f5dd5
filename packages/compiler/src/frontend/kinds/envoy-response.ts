import { envoyResponses } from "@bylaw/dsl/envoy";
import { Node } from "ts-morph";
import { Refusal } from "../../diagnostics/report.ts";
import type { Constant } from "../../ir/expression.ts";
import type { PolicyTarget } from "../../ir/policy.ts";
import { propertyKey, short } from "../expressions.ts";
import { constantOf } from "../literals.ts";
import { spanOf } from "../span.ts";
import { envoy } from "./envoy.ts";
import type { Definition, KindOfPolicy } from "./kind.ts";
import { constantText } from "./package-name.ts";

/** A policy for Envoy that answers with an object. */
export const envoyResponse: KindOfPolicy = {
  ...envoy,
  maker: "envoyResponsePolicy",
  target: (definition, at) => ({ kind: "envoy", response: responsesOf(definition, at) }),
};

type Responses = NonNullable<Extract<PolicyTarget, { kind: "envoy" }>["response"]>;

function responsesOf(definition: Definition, at: Node): Responses {
  const node = definition.get("response");
  if (node === undefined) throw new Refusal("BYL1006", "it has no response", spanOf(at));
  const given = literalValue(node);
  try {
    const { allowed, denied } = envoyResponses(given);
    return { allowed: constant(allowed), denied: constant(denied) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refusal("BYL1006", error.message, spanOf(node));
  }
}

/** The plain data that an expression is, where it must be known now. */
function literalValue(node: Node): unknown {
  const literal = constantOf(node);
  if (Node.isObjectLiteralExpression(literal)) {
    return Object.fromEntries(
      literal.getProperties().map((property): [string, unknown] => {
        if (Node.isPropertyAssignment(property))
          return [propertyKey(property.getNameNode()), literalValue(property.getInitializerOrThrow())];
        if (Node.isShorthandPropertyAssignment(property))
          return [property.getName(), literalValue(property.getNameNode())];
        throw new Refusal("BYL1114", short(property), spanOf(property));
      }),
    );
  }
  if (Node.isArrayLiteralExpression(literal)) return literal.getElements().map(literalValue);
  if (Node.isTrueLiteral(literal)) return true;
  if (Node.isFalseLiteral(literal)) return false;
  if (Node.isNumericLiteral(literal) && Number.isSafeInteger(literal.getLiteralValue()))
    return literal.getLiteralValue();
  if (Node.isStringLiteral(literal) || Node.isNoSubstitutionTemplateLiteral(literal)) {
    const text = constantText(literal);
    if (/\p{Surrogate}/u.test(text)) throw new Refusal("BYL1117", "", spanOf(node));
    return text;
  }
  throw new Refusal("BYL1114", short(node), spanOf(node));
}

function constant(value: unknown): Constant {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(constant);
  const entries = Object.entries(value ?? {}).map(([key, inner]) => [key, constant(inner)] as const);
  return { kind: "object", entries };
}
