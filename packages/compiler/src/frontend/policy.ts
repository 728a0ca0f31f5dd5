import { basename, dirname } from "node:path";
import type { Schema } from "@bylaw/dsl/schema";
import {
  type CallExpression,
  Node,
  type ObjectLiteralExpression,
  type Project,
  type SourceFile,
  ts,
} from "ts-morph";
import type { Diagnostic } from "../compilation.ts";
import { diagnostic, Refusal } from "../diagnostics/report.ts";
import type { PolicyDefinition, PolicyRule } from "../ir/policy.ts";
import type { Staged } from "../lower/lower.ts";
import { isPlainName } from "../rego/text.ts";
import { helperOf } from "./calls.ts";
import { propertyKey, short } from "./expressions.ts";
import { type FunctionNode, isFunctionNode, readFunction } from "./functions.ts";
import { constantOf } from "./literals.ts";
import { createReader, type Reader } from "./reader.ts";
import { schemaOfType } from "./schema-of-type.ts";
import { spanOf, spanOfRange } from "./span.ts";
import { dslFunction, symbolOf } from "./symbols.ts";

/** Reads the policy that a module exports as its default. */
export function readPolicy(project: Project, entry: SourceFile): Staged<PolicyDefinition> {
  const diagnostics: Diagnostic[] = [];
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      diagnostics.push(error.diagnostic);
      return undefined;
    }
  };
  const reader = createReader(project.getTypeChecker());
  const call = attempt(() => policyCall(entry));
  if (call === undefined) return { ok: false, diagnostics };
  const parts = attempt(() => partsOf(call));
  if (parts === undefined) return { ok: false, diagnostics };
  const rules = [...ruleNodes(parts, "allow", attempt), ...ruleNodes(parts, "deny", attempt)].flatMap(
    (node) => {
      const rule = attempt(() => readRule(reader, node));
      return rule === undefined ? [] : [rule];
    },
  );
  for (const [index, rule] of rules.entries()) {
    if (rules.findIndex((other) => other.name === rule.name) < index) {
      diagnostics.push(diagnostic("BYL1009", JSON.stringify(rule.name), rule.span));
    }
  }
  const input = attempt(() => inputSchema(reader, call));
  const name = attempt(() => packageName(parts));
  if (diagnostics.length > 0 || input === undefined || name === undefined) return { ok: false, diagnostics };
  const description = descriptionOf(statementOf(call));
  return {
    ok: true,
    value: {
      package: name,
      source: `${basename(dirname(entry.getFilePath()))}/${entry.getBaseName()}`,
      ...(description === undefined ? {} : { description }),
      input,
      rules,
      functions: reader.functions,
    },
  };
}

function policyCall(entry: SourceFile): CallExpression {
  const exported = entry.getDefaultExportSymbol();
  if (exported === undefined) throw new Refusal("BYL1002", "", spanOfRange(entry, 0, 0));
  const declaration = exported.getDeclarations()[0];
  const expression = Node.isExportAssignment(declaration) ? declaration.getExpression() : undefined;
  const aliased = exported.getAliasedSymbol()?.getDeclarations()[0];
  const value = expression ?? (Node.isVariableDeclaration(aliased) ? aliased.getInitializer() : undefined);
  const policy = value === undefined ? undefined : constantOf(value);
  const at = policy ?? declaration;
  if (!Node.isCallExpression(policy)) {
    throw new Refusal("BYL1003", "", at === undefined ? spanOfRange(entry, 0, 0) : spanOf(at));
  }
  const symbol = symbolOf(policy.getExpression());
  const name = symbol === undefined ? undefined : dslFunction(symbol);
  if (name !== "envoyPolicy") throw new Refusal("BYL1003", short(policy.getExpression()), spanOf(policy));
  return policy;
}

interface Parts {
  readonly call: CallExpression;
  readonly package: Node;
  readonly allow: ObjectLiteralExpression | undefined;
  readonly deny: ObjectLiteralExpression | undefined;
}

function partsOf(call: CallExpression): Parts {
  const [argument] = call.getArguments();
  const literal = argument === undefined ? undefined : constantOf(argument);
  if (!Node.isObjectLiteralExpression(literal)) throw new Refusal("BYL1006", "", spanOf(argument ?? call));
  const found = new Map<string, Node>();
  for (const property of literal.getProperties()) {
    if (Node.isPropertyAssignment(property)) {
      found.set(propertyKey(property.getNameNode()), property.getInitializerOrThrow());
    } else if (Node.isShorthandPropertyAssignment(property)) {
      found.set(property.getName(), property.getNameNode());
    } else {
      throw new Refusal("BYL1006", short(property), spanOf(property));
    }
  }
  const named = found.get("package");
  if (named === undefined) throw new Refusal("BYL1006", "it has no package", spanOf(literal));
  return { call, package: named, allow: ruleSet(found.get("allow")), deny: ruleSet(found.get("deny")) };
}

function ruleSet(node: Node | undefined): ObjectLiteralExpression | undefined {
  if (node === undefined) return undefined;
  const literal = constantOf(node);
  if (!Node.isObjectLiteralExpression(literal)) throw new Refusal("BYL1006", short(node), spanOf(node));
  return literal;
}

function packageName(parts: Parts): string {
  const literal = constantOf(parts.package);
  if (!Node.isStringLiteral(literal) && !Node.isNoSubstitutionTemplateLiteral(literal)) {
    throw new Refusal("BYL1006", short(parts.package), spanOf(parts.package));
  }
  const name = literal.getLiteralValue();
  if (name.length > 200 || !name.split(".").every(isPlainName)) {
    throw new Refusal("BYL1007", JSON.stringify(name), spanOf(literal));
  }
  return name;
}

interface RuleNode {
  readonly name: string;
  readonly effect: "allow" | "deny";
  readonly property: Node;
  readonly predicate: FunctionNode;
}

function ruleNodes(
  parts: Parts,
  effect: "allow" | "deny",
  attempt: <T>(work: () => T) => T | undefined,
): readonly RuleNode[] {
  const properties = parts[effect]?.getProperties() ?? [];
  return properties.flatMap((property) => {
    const node = attempt(() => ruleNode(property, effect));
    return node === undefined ? [] : [node];
  });
}

function ruleNode(property: Node, effect: "allow" | "deny"): RuleNode {
  if (Node.isMethodDeclaration(property)) {
    return { name: ruleName(property.getNameNode()), effect, property, predicate: property };
  }
  if (Node.isShorthandPropertyAssignment(property)) {
    const { node } = helperOf(property.getNameNode());
    return { name: ruleName(property.getNameNode()), effect, property, predicate: node };
  }
  if (!Node.isPropertyAssignment(property)) throw new Refusal("BYL1006", short(property), spanOf(property));
  const value = property.getInitializerOrThrow();
  const name = ruleName(property.getNameNode());
  if (Node.isIdentifier(value)) return { name, effect, property, predicate: helperOf(value).node };
  if (isFunctionNode(value)) return { name, effect, property, predicate: value };
  throw new Refusal("BYL1006", short(value), spanOf(value));
}

function ruleName(node: Node): string {
  const name = propertyKey(node);
  const printable = /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(name);
  if (!printable || name.length > 200 || name.trim() === "" || name === "malformed input") {
    throw new Refusal("BYL1008", JSON.stringify(name.slice(0, 80)), spanOf(node));
  }
  return name;
}

function readRule(reader: Reader, node: RuleNode): PolicyRule {
  const description = descriptionOf(node.property);
  if (node.predicate.getParameters().length > 1) {
    throw new Refusal("BYL1006", "a rule takes the input and nothing else", spanOf(node.predicate));
  }
  return {
    name: node.name,
    effect: node.effect,
    ...(description === undefined ? {} : { description }),
    predicate: readFunction(reader, node.predicate, node.name),
    span: spanOf(node.property),
  };
}

/** The text of the JSDoc comment above a node, its tags aside. */
function descriptionOf(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const texts = ts
    .getJSDocCommentsAndTags(node.compilerNode)
    .flatMap((comment) => (ts.isJSDoc(comment) ? [ts.getTextOfJSDocComment(comment.comment) ?? ""] : []));
  const text = texts.join(" ").replace(/\s+/g, " ").trim();
  return text === "" ? undefined : text.slice(0, 1000);
}

function statementOf(call: CallExpression): Node | undefined {
  return call.getFirstAncestor((node) => Node.isVariableStatement(node) || Node.isExportAssignment(node));
}

/** The input's schema: the type that the policy constructor gives to the parameter of its rules. */
function inputSchema(reader: Reader, call: CallExpression): Schema {
  const signature = reader.checker.getResolvedSignature(call);
  const definition = signature?.getParameters()[0]?.getTypeAtLocation(call);
  for (const effect of ["allow", "deny"]) {
    const rules = definition?.getProperty(effect)?.getTypeAtLocation(call).getNonNullableType();
    const rule = rules?.getProperties()[0]?.getTypeAtLocation(call);
    const parameter = rule?.getCallSignatures()[0]?.getParameters()[0]?.getTypeAtLocation(call);
    if (parameter !== undefined) return schemaOfType(parameter, call);
  }
  return { kind: "unknown" };
}
