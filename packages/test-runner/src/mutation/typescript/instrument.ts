import MagicString from "magic-string";
import type { Mutant } from "../mutant.ts";
import {
  comparisonOperators,
  matchingMethods,
  mistakenConstants,
  mistakenMethods,
  mistakenOperators,
  type Variant,
} from "./operators.ts";
import { SourcePositions } from "./source-positions.ts";
import {
  allChildren,
  child,
  children,
  isNode,
  nameOf,
  parseModule,
  type SyntaxNode,
  withoutParentheses,
} from "./syntax.ts";

/** A module in which each mutant can be switched on, and the mutants. */
export interface InstrumentedModule {
  readonly code: string;
  readonly mutants: readonly Mutant[];
}

const control = "__bylaw_control";
const ruleSections: ReadonlySet<string> = new Set(["allow", "deny", "violation", "warn"]);
/** Their rules are one section deeper. */
const obligationSections: ReadonlySet<string> = new Set(["obligations"]);
/** What else of a definition decides. */
const readOnce: ReadonlySet<string> = new Set(["match"]);
const policyConstructor = /^policy$|Policy$/;
/** Parts of a finding that say what is wrong; that it is wrong does not depend on them. */
const texts: ReadonlySet<string> = new Set(["msg", "details"]);
/** Of a list with more elements, only all are dropped at once. */
const mostElements = 20;

/**
 * Makes of a policy's module one that holds all its mutants.
 *
 * @param file as reports name it
 * @param firstId the number of the first mutant
 * @param controlCode the expression by which the code finds its control
 * @throws {UnparsableModule} when the text is no TypeScript
 */
export function instrumentModule(
  file: string,
  text: string,
  firstId: number,
  controlCode: string,
): InstrumentedModule {
  const walk = new Instrumentation(file, text, firstId);
  walk.module(parseModule(file, text));
  return { code: `const ${control} = ${controlCode};${walk.code}`, mutants: walk.mutants };
}

class Instrumentation {
  readonly mutants: Mutant[] = [];
  readonly #positions: SourcePositions;
  readonly #text: string;
  readonly #edits: MagicString;
  readonly #firstId: number;
  /** Names imported from the DSL → the module. */
  readonly #imported = new Map<string, string>();

  constructor(file: string, text: string, firstId: number) {
    this.#positions = new SourcePositions(file, text);
    this.#text = text;
    this.#edits = new MagicString(text);
    this.#firstId = firstId;
  }

  get code(): string {
    return this.#edits.toString();
  }

  module(program: SyntaxNode): void {
    for (const statement of children(program, "body")) {
      if (statement.type === "ImportDeclaration") this.#learn(statement);
      else if (statement.type === "ExportNamedDeclaration" && isNode(statement.declaration))
        this.#topLevel(statement.declaration);
      else this.#topLevel(statement);
    }
  }

  #learn(statement: SyntaxNode): void {
    const { value } = child(statement, "source");
    if (typeof value !== "string" || !value.startsWith("@bylaw/dsl")) return;
    for (const specifier of children(statement, "specifiers"))
      this.#imported.set(nameOf(child(specifier, "local")) ?? "", value);
  }

  /** Constants of the module are computed once; those with mutants in them are made to be computed again. */
  #topLevel(statement: SyntaxNode): void {
    const [declarator, ...others] = children(statement, "declarations");
    const init = declarator?.init;
    if (
      statement.type !== "VariableDeclaration" ||
      statement.kind !== "const" ||
      !isNode(init) ||
      others.length > 0
    ) {
      this.#visit(statement);
      return;
    }
    const id = child(declarator as SyntaxNode, "id");
    const name = nameOf(id);
    const isFunction = /Function/.test(withoutParentheses(init).type);
    const first = this.#nextId;
    this.#visitAfter(init, () => {
      if (name === undefined || isFunction || this.#nextId === first || this.#makesPolicy(init))
        return undefined;
      this.#edits.update(statement.start, statement.start + "const".length, "let");
      return [
        `; ${control}.initial(${first}, ${this.#nextId}, () => (`,
        `), (value) => { ${name} = value; })`,
        [id.end, init.start],
      ];
    });
  }

  get #nextId(): number {
    return this.#firstId + this.mutants.length;
  }

  /** Visits a node first, as what goes around it depends on what is in it. */
  #visitAfter(
    node: SyntaxNode,
    around: () => readonly [open: string, close: string, gap: readonly [number, number]] | undefined,
  ): void {
    this.#visit(node);
    const made = around();
    if (made === undefined) return;
    const [open, close, [from, to]] = made;
    // The gap is ` = `, with what is before it.
    this.#edits.update(from, to, open);
    this.#edits.appendLeft(node.end, close);
  }

  #makesPolicy(node: SyntaxNode): boolean {
    return this.#isPolicyCall(node) || allChildren(node).some((inner) => this.#makesPolicy(inner));
  }

  #isPolicyCall(node: SyntaxNode): boolean {
    if (node.type !== "CallExpression") return false;
    const name = nameOf(child(node, "callee"));
    return name !== undefined && this.#imported.has(name) && policyConstructor.test(name);
  }

  #visit(node: SyntaxNode, isCondition = false): void {
    switch (node.type) {
      case "LogicalExpression":
        this.#logical(node);
        return;
      case "BinaryExpression":
        this.#binary(node);
        return;
      case "UnaryExpression":
        if (node.operator === "!") {
          this.#negation(node);
          return;
        }
        // A sign belongs to the number.
        if (child(node, "argument").type !== "Literal") this.#inside(node);
        return;
      case "ParenthesizedExpression":
        this.#visit(child(node, "expression"), isCondition);
        return;
      case "Literal":
        this.#constant(node, undefined);
        return;
      case "ArrayExpression":
        this.#list(node);
        return;
      case "CallExpression":
        if (isCondition) this.#condition(node);
        this.#call(node);
        return;
      case "Identifier":
      case "ChainExpression":
      case "MemberExpression":
        if (isCondition) this.#condition(node);
        this.#inside(node);
        return;
      case "IfStatement":
      case "ConditionalExpression":
        this.#visit(child(node, "test"), true);
        for (const branch of [node.consequent, node.alternate]) if (isNode(branch)) this.#visit(branch);
        return;
      case "ExpressionStatement": {
        const expression = child(node, "expression");
        if (expression.type === "YieldExpression") this.#drop(expression, "drop a finding");
        this.#visit(expression);
        return;
      }
      case "ContinueStatement":
        this.#dropStatement(node);
        return;
      case "SwitchCase":
        // Another value there would be none of the type's.
        for (const statement of children(node, "consequent")) this.#visit(statement);
        return;
      case "Property": {
        if (!texts.has(nameOf(child(node, "key")) ?? "")) this.#visit(child(node, "value"));
        return;
      }
      case "TemplateLiteral":
      case "ImportDeclaration":
        return;
      default:
        if (!node.type.startsWith("TS") || isNode(node.expression)) this.#inside(node);
    }
  }

  #inside(node: SyntaxNode): void {
    if (isNode(node.expression) && node.type.startsWith("TS")) {
      this.#visit(node.expression);
      return;
    }
    if (node.type === "MemberExpression") {
      this.#visit(child(node, "object"));
      if (node.computed === true) this.#visit(child(node, "property"));
      return;
    }
    for (const inner of allChildren(node)) if (!inner.type.startsWith("TSType")) this.#visit(inner);
  }

  #logical(node: SyntaxNode): void {
    const [left, right] = [child(node, "left"), child(node, "right")];
    const operator = String(node.operator);
    const other = operator === "&&" ? "||" : "&&";
    const id =
      operator === "??"
        ? this.#add(node, [{ operator: "take the default", replacement: this.#source(right) }])
        : this.#add(node, [
            { operator: "drop a condition", replacement: this.#source(left) },
            { operator: "drop a condition", replacement: this.#source(right) },
            {
              operator: "swap and and or",
              replacement: `${this.#source(left)} ${other} ${this.#source(right)}`,
            },
          ]);
    const method = operator === "??" ? "coalesce" : operator === "&&" ? "and" : "or";
    this.#around(node, `${control}.${method}(${id}, () => (`, "))");
    this.#edits.update(left.end, right.start, "), () => (");
    this.#visit(left, operator !== "??");
    this.#visit(right, operator !== "??");
  }

  #binary(node: SyntaxNode): void {
    const [left, right] = [child(node, "left"), child(node, "right")];
    const operator = String(node.operator);
    const mistaken = mistakenOperators[operator] ?? [];
    const joins = operator === "+" && [left, right].some((side) => this.#isText(side));
    if (mistaken.length > 0 && !joins) {
      const kind = comparisonOperators.has(operator) ? "flip a comparison" : "change a sum";
      const id = this.#add(
        node,
        mistaken.map((one) => ({
          operator: kind,
          replacement: `${this.#source(left)} ${one} ${this.#source(right)}`,
        })),
        comparisonOperators.has(operator) ? mistaken.length - 1 : undefined,
      );
      this.#around(node, `${control}.binary(${id}, ${JSON.stringify([operator, ...mistaken])}, (`, "))");
      this.#edits.update(left.end, right.start, "), (");
    }
    // A value of another type would not compile.
    for (const side of [left, right]) if (!this.#isOtherType(side)) this.#visit(side);
  }

  #isText(node: SyntaxNode): boolean {
    return node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");
  }

  #isOtherType(node: SyntaxNode): boolean {
    return node.type === "Literal" && node.value === null;
  }

  #negation(node: SyntaxNode): void {
    const argument = child(node, "argument");
    const id = this.#add(node, [{ operator: "negate", replacement: this.#source(argument) }], 0);
    this.#edits.update(node.start, argument.start, `${control}.not(${id}, (`);
    this.#edits.prependLeft(node.end, "))");
    // Negating what is negated is the same.
    this.#visit(argument);
  }

  #condition(node: SyntaxNode): void {
    const id = this.#add(node, [{ operator: "negate", replacement: `!${this.#source(node)}` }], 0);
    this.#around(node, `${control}.condition(${id}, (`, "))");
  }

  #constant(node: SyntaxNode, matched: string | undefined): void {
    const mistaken = mistakenConstants(node.value, matched);
    if (mistaken.length === 0) return;
    const id = this.#add(
      node,
      mistaken.map(({ operator, value }) => ({ operator, replacement: JSON.stringify(value) })),
    );
    const values = [this.#source(node), ...mistaken.map(({ value }) => JSON.stringify(value))];
    this.#edits.update(node.start, node.end, `${control}.constant(${id}, [${values.join(", ")}])`);
  }

  #list(node: SyntaxNode): void {
    const elements = children(node, "elements");
    const spreads = elements.some(({ type }) => type === "SpreadElement");
    if (!spreads && elements.length > 0 && elements.length <= mostElements) {
      const all = { operator: "empty a list", replacement: "[]" };
      const lacking = elements.map((_, index) => ({
        operator: "drop an element",
        replacement: `[${elements
          .filter((__, other) => other !== index)
          .map((one) => this.#source(one))
          .join(", ")}]`,
      }));
      const id = this.#add(node, elements.length === 1 ? [all] : [...lacking, all]);
      this.#around(node, `${control}.list(${id}, ${elements.length}, `, ")");
    }
    // A list without an element is like one with another in its place.
    for (const element of elements) if (spreads || element.type !== "Literal") this.#visit(element);
  }

  #call(node: SyntaxNode): void {
    if (this.#isPolicyCall(node)) {
      this.#policy(node);
      return;
    }
    const callee = child(node, "callee");
    if (this.#isShape(callee)) return;
    const method = callee.type === "MemberExpression" ? nameOf(child(callee, "property")) : undefined;
    this.#visit(callee);
    if (method !== undefined) this.#method(callee, method);
    for (const argument of children(node, "arguments")) {
      if (argument.type === "Literal" && method !== undefined && matchingMethods.has(method))
        this.#constant(argument, method);
      else this.#visit(argument);
    }
  }

  /** What describes the input is no decision. */
  #isShape(callee: SyntaxNode): boolean {
    if (callee.type === "MemberExpression") return this.#isShape(child(callee, "object"));
    return this.#imported.get(nameOf(callee) ?? "") === "@bylaw/dsl/schema" && nameOf(callee) === "t";
  }

  #method(callee: SyntaxNode, name: string): void {
    const mistaken = Object.hasOwn(mistakenMethods, name) ? (mistakenMethods[name] ?? []) : [];
    if (mistaken.length === 0 || callee.computed === true) return;
    const [object, property] = [child(callee, "object"), child(callee, "property")];
    const id = this.#add(
      property,
      mistaken.map(([replacement, operator]) => ({ operator, replacement })),
    );
    const names = JSON.stringify([name, ...mistaken.map(([other]) => other)]);
    this.#edits.update(
      object.end,
      property.end,
      `${callee.optional === true ? "?." : ""}[${control}.constant(${id}, ${names})]`,
    );
  }

  /** What it concerns is read when it is made, so that it is made anew for mutants of that. */
  #policy(node: SyntaxNode): void {
    const properties = children(node, "arguments").flatMap((definition) =>
      children(definition, "properties").filter(({ type }) => type === "Property"),
    );
    const named = (names: ReadonlySet<string>) =>
      properties
        .filter((property) => names.has(nameOf(child(property, "key")) ?? ""))
        .map((property) => child(property, "value"));
    const first = this.#nextId;
    for (const value of named(readOnce)) this.#visit(value);
    this.#around(node, `${control}.policy(${first}, ${this.#nextId}, () => (`, "))");
    const obligations = named(obligationSections).flatMap((value) => children(value, "properties"));
    for (const value of [...named(ruleSections), ...obligations.map((section) => child(section, "value"))])
      for (const rule of children(value, "properties")) if (rule.type === "Property") this.#rule(rule);
  }

  #rule(property: SyntaxNode): void {
    const value = child(property, "value");
    if (!/^(?:Arrow)?Function/.test(value.type)) {
      this.#visit(value);
      return;
    }
    const body = child(value, "body");
    const id = this.#add(child(property, "key"), [{ operator: "drop a rule", replacement: "" }]);
    if (value.type === "ArrowFunctionExpression") {
      this.#around(
        body,
        `${control}.rule(${id}, () => ${body.type === "BlockStatement" ? "" : "("}`,
        body.type === "BlockStatement" ? ")" : "))",
      );
    } else {
      this.#edits.appendRight(
        body.start + 1,
        ` if (${control}.is(${id})) return ${value.generator === true ? "" : "false"}; try {`,
      );
      this.#edits.prependLeft(body.end - 1, `} catch (error) { throw ${control}.failure(error); }`);
    }
    this.#visit(body, body.type !== "BlockStatement");
  }

  #drop(node: SyntaxNode, operator: string): void {
    const id = this.#add(node, [{ operator, replacement: "" }]);
    this.#around(node, `${control}.is(${id}) ? undefined : (`, ")");
  }

  #dropStatement(node: SyntaxNode): void {
    const id = this.#add(node, [{ operator: "drop a continue", replacement: "" }]);
    this.#around(node, `{ if (!${control}.is(${id})) `, " }");
  }

  #around({ start, end }: SyntaxNode, open: string, close: string): void {
    this.#edits.appendRight(start, open);
    this.#edits.prependLeft(end, close);
  }

  /**
   * @param flip for a condition: which of the variants gives it the other outcome
   * @returns the number of the first one
   */
  #add(node: SyntaxNode, variants: readonly Variant[], flip?: number): number {
    const site = this.#nextId;
    const range = this.#positions.range(node.start, node.end);
    const original = this.#source(node);
    const flips = flip === undefined ? {} : { flips: site + flip };
    for (const { operator, replacement } of variants)
      this.mutants.push({ id: this.#nextId, site, ...flips, operator, range, original, replacement });
    return site;
  }

  #source({ start, end }: SyntaxNode): string {
    return this.#text.slice(start, end);
  }
}
