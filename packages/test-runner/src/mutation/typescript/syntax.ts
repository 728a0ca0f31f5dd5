import { parseSync } from "vite";

/** A node of the ESTree that vite's parser gives, of which only some fields are known here. */
export interface SyntaxNode {
  readonly type: string;
  /** Offsets in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** The text does not parse. */
export class UnparsableModule extends Error {
  override readonly name = "UnparsableModule";
}

/** @throws {UnparsableModule} when the text is no TypeScript */
export function parseModule(file: string, text: string): SyntaxNode {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) throw new UnparsableModule(`${file}: ${error.message}`);
  return program as unknown as SyntaxNode;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** A field that holds a node. @throws {Error} when it does not */
export function child(node: SyntaxNode, field: string): SyntaxNode {
  const value = node[field];
  if (!isNode(value)) throw new Error(`${node.type} has no ${field}`);
  return value;
}

/** The nodes in a field that holds a list. */
export function children(node: SyntaxNode, field: string): readonly SyntaxNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** All nodes right below one, in the order of the fields. */
export function allChildren(node: SyntaxNode): readonly SyntaxNode[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** The name of an identifier, or the text of a key; undefined for anything else. */
export function nameOf(node: SyntaxNode): string | undefined {
  if (node.type === "Identifier") return String(node.name);
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

/** Without the parentheses around it. */
export function withoutParentheses(node: SyntaxNode): SyntaxNode {
  return node.type === "ParenthesizedExpression" ? withoutParentheses(child(node, "expression")) : node;
}

const textLiteral = /"((?:[^"\\\n]|\\.)*)"/g;

/** The texts that stand in some code, without quotation marks; empty ones and those with escapes are left out. */
export function textsIn(code: string): readonly string[] {
  return [...code.matchAll(textLiteral)].flatMap(([, text = ""]) =>
    text === "" || text.includes("\\") ? [] : [text],
  );
}
