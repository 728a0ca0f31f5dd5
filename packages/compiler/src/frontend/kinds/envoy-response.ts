import { type EnvoySide, envoyAnswer, envoySides } from "@bylaw/dsl/envoy";
import { Node } from "ts-morph";
import { Refusal } from "../../diagnostics/report.ts";
import type { Constant } from "../../ir/expression.ts";
import type { EnvoyAnswer, PolicyTarget } from "../../ir/policy.ts";
import { helperOf } from "../calls.ts";
import { propertyKey, short } from "../expressions.ts";
import { type FunctionNode, isFunctionNode, parametersOf, readFunction } from "../functions.ts";
import { constantOf } from "../literals.ts";
import type { Reader } from "../reader.ts";
import { spanOf } from "../span.ts";
import { envoy } from "./envoy.ts";
import type { Definition, KindOfPolicy } from "./kind.ts";
import { constantText } from "./package-name.ts";

/** A policy for Envoy that answers with an object. */
export const envoyResponse: KindOfPolicy = {
  ...envoy,
  maker: "envoyResponsePolicy",
  target: (definition, at, reader) => ({ kind: "envoy", response: responsesOf(definition, at, reader) }),
};

type Responses = NonNullable<Extract<PolicyTarget, { kind: "envoy" }>["response"]>;

function responsesOf(definition: Definition, at: Node, reader: Reader): Responses {
  const node = definition.get("response");
  if (node === undefined) throw new Refusal("BYL1006", "it has no response", spanOf(at));
  const literal = constantOf(node);
  if (!Node.isObjectLiteralExpression(literal)) throw new Refusal("BYL1006", short(node), spanOf(node));
  const sides = new Map(literal.getProperties().map(sideOf));
  refused(node, () => envoySides(Object.fromEntries(sides)));
  const answer = (side: EnvoySide): EnvoyAnswer => answerOf(side, sides.get(side), node, reader);
  return { allowed: answer("allowed"), denied: answer("denied") };
}

/** The name of an answer, and what is said of it: a function, or an expression that must be known now. */
function sideOf(property: Node): [string, Node] {
  if (Node.isMethodDeclaration(property)) return [propertyKey(property.getNameNode()), property];
  if (Node.isPropertyAssignment(property))
    return [propertyKey(property.getNameNode()), property.getInitializerOrThrow()];
  if (Node.isShorthandPropertyAssignment(property)) return [property.getName(), property.getNameNode()];
  throw new Refusal("BYL1006", short(property), spanOf(property));
}

function answerOf(side: EnvoySide, given: Node | undefined, at: Node, reader: Reader): EnvoyAnswer {
  const node = given === undefined ? undefined : functionOf(given, reader);
  if (node !== undefined) {
    if (parametersOf(node).length > 1)
      throw new Refusal("BYL1006", "an answer takes the input and nothing else", spanOf(node));
    return { kind: "function", function: readFunction(reader, node, side), span: spanOf(node) };
  }
  const value = refused(given ?? at, () => envoyAnswer(side, given === undefined ? {} : literalValue(given)));
  return { kind: "constant", value: constant(value), span: spanOf(given ?? at) };
}

function functionOf(given: Node, reader: Reader): FunctionNode | undefined {
  const literal = constantOf(given);
  if (isFunctionNode(literal)) return literal;
  return Node.isIdentifier(literal) && literal.getType().getCallSignatures().length > 0
    ? helperOf(literal, reader).node
    : undefined;
}

/** What the native policy would throw is a fault of the definition. */
function refused<T>(node: Node, work: () => T): T {
  try {
    return work();
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
  if (Node.isNullLiteral(literal)) return null;
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
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(constant);
  const entries = Object.entries(value ?? {}).map(([key, inner]) => [key, constant(inner)] as const);
  return { kind: "object", entries };
}
