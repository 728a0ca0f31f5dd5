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
import type { FindingRule } from "../ir/finding.ts";
import type { PolicyDefinition, PolicyRule } from "../ir/policy.ts";
import type { Staged } from "../lower/lower.ts";
import { helperOf } from "./calls.ts";
import { propertyKey, short } from "./expressions.ts";
import { readFindingFunction } from "./findings.ts";
import { type FunctionNode, isFunctionNode, parametersOf, readFunction } from "./functions.ts";
import { kindsOfPolicies } from "./kinds/index.ts";
import type { Definition, KindOfPolicy, RuleSet } from "./kinds/kind.ts";
import { constantOf } from "./literals.ts";
import { createReader, type Reader } from "./reader.ts";
import { checkDocumentTypes, checkInput, checkJsonSchemas, documentSchemas } from "./rule-documents.ts";
import { spanOf, spanOfRange } from "./span.ts";
import { dslFunction, symbolOf } from "./symbols.ts";

type Attempt = <T>(work: () => T) => T | undefined;

/** Reads the policy that a module exports as its default. */
export function readPolicy(project: Project, entry: SourceFile): Staged<PolicyDefinition> {
  const diagnostics: Diagnostic[] = [];
  const attempt: Attempt = (work) => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      diagnostics.push(error.diagnostic);
      return undefined;
    }
  };
  const reader = createReader(project.getTypeChecker());
  const made = attempt(() => policyCall(entry));
  if (made === undefined) return { ok: false, diagnostics };
  const { call, kind } = made;
  const definition = attempt(() => definitionOf(call));
  if (definition === undefined) return { ok: false, diagnostics };
  const read = readRules(reader, kind, definition, attempt);
  diagnostics.push(...repeatedNames([...read.rules, ...read.findingRules]));
  const properties = kind.ruleSets
    .filter((set) => set.form === "predicate" || set.within === undefined)
    .map(({ property }) => property);
  const documents = attempt(() => {
    checkJsonSchemas(definition);
    return documentSchemas(reader, call, properties);
  });
  const target = attempt(() => kind.target(definition, call, reader));
  const name = attempt(() => kind.packageName(definition, call));
  attempt(() => checkDocuments(documents?.data, name ?? "", call));
  if (documents !== undefined) {
    attempt(() => checkInput(definition, documents));
    attempt(() => checkDocumentTypes(definition, documents));
  }
  if (diagnostics.length > 0 || documents === undefined || target === undefined || name === undefined)
    return { ok: false, diagnostics };
  const description = descriptionOf(statementOf(call));
  return {
    ok: true,
    value: {
      package: name,
      target,
      source: `${basename(dirname(entry.getFilePath()))}/${entry.getBaseName()}`,
      ...(description === undefined ? {} : { description }),
      ...documents,
      ...read,
      functions: reader.functions,
    },
  };
}

interface PolicyCall {
  readonly call: CallExpression;
  readonly kind: KindOfPolicy;
}

function policyCall(entry: SourceFile): PolicyCall {
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
  const kind = kindsOfPolicies.get((symbol && dslFunction(symbol)) ?? "");
  if (kind === undefined) throw new Refusal("BYL1003", short(policy.getExpression()), spanOf(policy));
  return { call: policy, kind };
}

function definitionOf(call: CallExpression): Definition {
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
  return found;
}

/** Documents stand beside the policy's own package below `data`. */
function checkDocuments(data: Schema | undefined, packageName: string, call: CallExpression): void {
  if (data === undefined) return;
  const [first = ""] = packageName.split(".");
  if (data.kind !== "object" || Object.hasOwn(data.properties, first))
    throw new Refusal("BYL1204", first, spanOf(call));
}

interface Rules {
  readonly rules: readonly PolicyRule[];
  readonly findingRules: readonly FindingRule[];
}

function readRules(reader: Reader, kind: KindOfPolicy, definition: Definition, attempt: Attempt): Rules {
  const rules: PolicyRule[] = [];
  const findingRules: FindingRule[] = [];
  for (const set of kind.ruleSets) {
    const literal = attempt(() => ruleSetIn(definition, set));
    for (const property of literal?.getProperties() ?? []) {
      attempt(() => {
        const node = ruleNode(property, reader);
        if (set.form === "predicate") rules.push(readRule(reader, node, set));
        else findingRules.push(readFindingRule(reader, node, set));
      });
    }
  }
  return { rules, findingRules };
}

function repeatedNames(rules: readonly (PolicyRule | FindingRule)[]): readonly Diagnostic[] {
  return rules.flatMap((rule, index) =>
    rules.findIndex((other) => other.name === rule.name) < index
      ? [diagnostic("BYL1009", JSON.stringify(rule.name), rule.span)]
      : [],
  );
}

function ruleSetOf(node: Node | undefined): ObjectLiteralExpression | undefined {
  if (node === undefined) return undefined;
  const literal = constantOf(node);
  if (!Node.isObjectLiteralExpression(literal)) throw new Refusal("BYL1006", short(node), spanOf(node));
  return literal;
}

/** The literal that holds the rules of a set; obligations are a literal in another. */
function ruleSetIn(definition: Definition, set: RuleSet): ObjectLiteralExpression | undefined {
  const within = set.form === "finding" ? set.within : undefined;
  if (within === undefined) return ruleSetOf(definition.get(set.property));
  const outer = ruleSetOf(definition.get(within));
  const property = outer?.getProperty(set.property);
  if (Node.isPropertyAssignment(property)) return ruleSetOf(property.getInitializerOrThrow());
  if (Node.isShorthandPropertyAssignment(property)) return ruleSetOf(property.getNameNode());
  const other = outer?.getProperties().find((one) => Node.isSpreadAssignment(one)) ?? property;
  if (other !== undefined) throw new Refusal("BYL1006", short(other), spanOf(other));
  return undefined;
}

interface RuleNode {
  readonly name: string;
  readonly property: Node;
  readonly body: FunctionNode;
}

function ruleNode(property: Node, reader: Reader): RuleNode {
  if (Node.isMethodDeclaration(property)) {
    return { name: ruleName(property.getNameNode()), property, body: property };
  }
  if (Node.isShorthandPropertyAssignment(property)) {
    const { node } = helperOf(property.getNameNode(), reader);
    return { name: ruleName(property.getNameNode()), property, body: node };
  }
  if (!Node.isPropertyAssignment(property)) throw new Refusal("BYL1006", short(property), spanOf(property));
  const value = property.getInitializerOrThrow();
  const name = ruleName(property.getNameNode());
  if (Node.isIdentifier(value)) return { name, property, body: helperOf(value, reader).node };
  if (isFunctionNode(value)) return { name, property, body: value };
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

function readRule(
  reader: Reader,
  { name, property, body }: RuleNode,
  { effect }: Extract<RuleSet, { form: "predicate" }>,
): PolicyRule {
  checkParameters(body);
  const predicate = readFunction(reader, body, name);
  return { name, effect, ...described(property), predicate, span: spanOf(property) };
}

function readFindingRule(
  reader: Reader,
  { name, property, body }: RuleNode,
  { effect }: Extract<RuleSet, { form: "finding" }>,
): FindingRule {
  checkParameters(body);
  const list = readFindingFunction(reader, body, name);
  return { name, effect, ...described(property), list, span: spanOf(property) };
}

function checkParameters(body: FunctionNode): void {
  if (parametersOf(body).length > 2) {
    throw new Refusal("BYL1006", "a rule takes the input, the data and nothing else", spanOf(body));
  }
}

function described(property: Node): { readonly description?: string } {
  const description = descriptionOf(property);
  return description === undefined ? {} : { description };
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
