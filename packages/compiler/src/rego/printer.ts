import type { Span } from "../compilation.ts";
import type { FindingEffect } from "../ir/finding.ts";
import type { Head, Module, Rule, Statement, Term } from "./ast.ts";
import { metadataLines } from "./metadata.ts";
import { isPlainName, quote } from "./text.ts";

/** The text of a module, and where its rows come from. Rows count from 1. */
export interface PrintedModule {
  readonly text: string;
  readonly sourceMap: ReadonlyMap<number, Span>;
  /** The rows at which the bodies of each policy rule begin, by `effect:name`. */
  readonly rows: ReadonlyMap<string, readonly number[]>;
}

/** The key of a policy rule in {@link PrintedModule.rows}. */
export function ruleKey(rule: { readonly effect: "allow" | FindingEffect; readonly name: string }): string {
  return `${rule.effect}:${rule.name}`;
}

/** Prints a module as `opa fmt` would leave it. */
export function printModule(module: Module): PrintedModule {
  const lines: string[] = [...metadataLines(module.metadata), `package ${module.package}`];
  const sourceMap = new Map<number, Span>();
  const rows = new Map<string, number[]>();
  for (const rule of module.rules) {
    lines.push("", ...metadataLines(rule.metadata ?? {}));
    const first = lines.length + 1;
    if (rule.kind === "rule" && rule.implements !== undefined) {
      const key = ruleKey(rule.implements);
      const known = rows.get(key);
      if (known === undefined) rows.set(key, [first]);
      else known.push(first);
    }
    for (const line of ruleLines(rule)) {
      lines.push(line.text);
      if (line.span !== undefined) sourceMap.set(lines.length, line.span);
    }
  }
  return { text: `${lines.join("\n")}\n`, sourceMap, rows };
}

interface Line {
  readonly text: string;
  readonly span?: Span | undefined;
}

function ruleLines(rule: Rule): readonly Line[] {
  if (rule.kind === "default") {
    const parameters =
      rule.parameters === undefined
        ? ""
        : `(${Array.from({ length: rule.parameters }, () => "_").join(", ")})`;
    const { value } = rule;
    const term: Term = typeof value === "object" && value !== null ? value : { kind: "scalar", value };
    return [{ text: `default ${rule.name}${parameters} := ${printTerm(term)}` }];
  }
  const head = printHead(rule.head);
  const [only, ...others] = rule.body;
  if (only === undefined) return [{ text: head, span: rule.span }];
  if (others.length === 0 && only.kind !== "every") {
    return [{ text: `${head} if ${printStatement(only)}`, span: only.span ?? rule.span }];
  }
  return [
    { text: `${head} if {`, span: rule.span },
    ...rule.body.flatMap((statement) => statementLines(statement, 1, rule.span)),
    { text: "}" },
  ];
}

function printHead(head: Head): string {
  switch (head.kind) {
    case "complete":
      return `${head.name}${printValue(head.value)}`;
    case "contains":
      return `${head.name} contains ${printTerm(head.element)}`;
    case "function":
      return `${head.name}(${head.parameters.join(", ")})${printValue(head.value)}`;
  }
}

function printValue(value: Term | undefined): string {
  return value === undefined ? "" : ` := ${printTerm(value)}`;
}

function statementLines(statement: Statement, depth: number, inherited: Span | undefined): readonly Line[] {
  const indent = "\t".repeat(depth);
  const span = statement.span ?? inherited;
  if (statement.kind !== "every") return [{ text: `${indent}${printStatement(statement)}`, span }];
  return [
    { text: `${indent}${printEvery(statement)} {`, span },
    ...statement.body.flatMap((inner) => statementLines(inner, depth + 1, span)),
    { text: `${indent}}` },
  ];
}

function printStatement(statement: Exclude<Statement, { kind: "every" }>): string {
  switch (statement.kind) {
    case "expression":
      return `${statement.negated ? "not " : ""}${printTerm(statement.term)}`;
    case "assign":
      return `${printTerm(statement.target)} := ${printTerm(statement.value)}`;
    case "some":
      if (statement.pairs !== true) return `some ${entering(statement)}`;
      return `some [${statement.key}, ${statement.variable}] in ${printTerm(statement.collection)}`;
  }
}

type Every = Extract<Statement, { kind: "every" }>;

function printEvery(statement: Every): string {
  return `every ${entering(statement)}`;
}

function entering({ key, variable, collection }: Every | Extract<Statement, { kind: "some" }>): string {
  return `${key === undefined ? "" : `${key}, `}${variable} in ${printTerm(collection)}`;
}

/** A statement on one line, as it stands in a comprehension. */
function printInline(statement: Statement): string {
  if (statement.kind !== "every") return printStatement(statement);
  return `${printEvery(statement)} { ${statement.body.map(printInline).join("; ")} }`;
}

/** Prints one term on one line. */
export function printTerm(term: Term): string {
  switch (term.kind) {
    case "scalar":
      return typeof term.value === "string" ? quote(term.value) : String(term.value);
    case "variable":
      return term.name;
    case "reference":
      return printTerm(term.head) + term.path.map(printStep).join("");
    case "array":
      return `[${term.elements.map(printTerm).join(", ")}]`;
    case "set":
      return term.elements.length === 0 ? "set()" : `{${term.elements.map(printTerm).join(", ")}}`;
    case "object":
      return `{${term.entries.map(([key, value]) => `${quote(key)}: ${printTerm(value)}`).join(", ")}}`;
    case "pair":
      return `{${printTerm(term.key)}: ${printTerm(term.value)}}`;
    case "call":
      return `${term.name}(${term.arguments.map(printTerm).join(", ")})`;
    case "comparison":
      return `${printTerm(term.left)} ${term.operator} ${printTerm(term.right)}`;
    case "arithmetic":
      return `${printFactor(term.left)} ${term.operator} ${printFactor(term.right)}`;
    case "comprehension":
      return printComprehension(term);
    case "template":
      return `$"${term.parts.map(printTemplatePart).join("")}"`;
    case "elements":
      return `[${term.variable} | some ${term.variable} in ${printTerm(term.collection)}]`;
  }
}

function printComprehension({ head, body, isSet }: Extract<Term, { kind: "comprehension" }>): string {
  const text = `${printTerm(head)} | ${body.map(printInline).join("; ")}`;
  return isSet === true ? `{${text}}` : `[${text}]`;
}

function printTemplatePart(part: Term): string {
  if (part.kind !== "scalar" || typeof part.value !== "string") return `{${printTerm(part)}}`;
  return quote(part.value).slice(1, -1).replaceAll("{", "\\{");
}

function printFactor(term: Term): string {
  return term.kind === "arithmetic" ? `(${printTerm(term)})` : printTerm(term);
}

function printStep(step: Term): string {
  if (step.kind === "scalar" && typeof step.value === "string" && isPlainName(step.value))
    return `.${step.value}`;
  return `[${printTerm(step)}]`;
}
