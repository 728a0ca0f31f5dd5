// Source: gqlparser v2.5 parser/parser.go and query.go: what queries and schemas have in common.
import { type BuiltinContext, UnsupportedCall } from "../builtin.ts";
import { createLexer, syntaxError, type Token, type TokenKind } from "./lexer.ts";
import {
  type Argument,
  type ChildValue,
  type CommentGroup,
  type Directive,
  pruned,
  type TypeReference,
  type ValueNode,
  valueKinds,
} from "./syntax-tree.ts";

type Spend = BuiltinContext["spend"];

// Documents nested deeper than this are left to opa, whose stack grows.
const maxDepth = 250;

/** A document that is being read, a token at a time. Everything here throws a `BuiltinError` where it cannot go on. */
export interface Parser {
  peek(): Token;
  next(): Token;
  /** The comments right before the token that was peeked last, until it is taken. */
  comment(): CommentGroup | undefined;
  /** Takes the token if it is of this kind. */
  skip(kind: TokenKind): boolean;
  expect(kind: TokenKind): Token;
  expectKeyword(word: string): CommentGroup | undefined;
  unexpected(token?: Token): never;
  /** Takes an opening token, then what `read` reads, once at least, up to the closing one. */
  some(open: TokenKind, close: TokenKind, read: () => void): CommentGroup | undefined;
  /** Reads something that may hold its like. */
  nested<Node>(read: () => Node): Node;
}

export function createParser(source: string, spend: Spend): Parser {
  const lexer = createLexer(source);
  let peeked: Token | undefined;
  let comment: CommentGroup | undefined;
  let depth = 0;

  const fail = (what: string, token: Token): never => {
    throw syntaxError(what, source, token.start);
  };
  const peek = (): Token => {
    if (peeked !== undefined) return peeked;
    const comments: { readonly Value: string }[] = [];
    let token = lexer.next();
    for (; token.kind === "Comment"; token = lexer.next()) comments.push({ Value: token.value });
    if (comments.length > 0) comment = { List: comments };
    peeked = token;
    return token;
  };
  const next = (): Token => {
    const token = peek();
    spend?.(1);
    peeked = undefined;
    comment = undefined;
    return token;
  };
  const expect = (kind: TokenKind): Token =>
    peek().kind === kind ? next() : fail(`Expected ${kind}, found ${peek().kind}`, peek());
  const skip = (kind: TokenKind): boolean => {
    if (peek().kind !== kind) return false;
    next();
    return true;
  };

  return {
    peek,
    next,
    comment: () => comment,
    skip,
    expect,
    expectKeyword: (word) => {
      const { kind, value } = peek();
      if (kind !== "Name" || value !== word) fail(`Expected "${word}", found ${described(peek())}`, peek());
      const before = comment;
      next();
      return before;
    },
    unexpected: (token = peek()) => fail(`Unexpected ${described(token)}`, token),
    some: (open, close, read) => {
      if (!skip(open)) return undefined;
      if (peek().kind === close) fail(`expected at least one definition, found ${close}`, peek());
      while (peek().kind !== close) read();
      const before = comment;
      next();
      return before;
    },
    nested: (read) => {
      if (++depth > maxDepth) throw new UnsupportedCall("the document is nested too deeply");
      const node = read();
      depth--;
      return node;
    },
  };
}

function described({ kind, value }: Token): string {
  return value === "" ? kind : `${kind} ${JSON.stringify(value)}`;
}

export function parseName(parser: Parser): string {
  return parser.expect("Name").value;
}

export function parseVariable(parser: Parser): string {
  parser.expect("$");
  return parseName(parser);
}

export function parseType(parser: Parser): TypeReference {
  return parser.nested(() => {
    let type: { NamedType: string; Elem?: TypeReference };
    if (parser.skip("[")) {
      type = { NamedType: "", Elem: parseType(parser) };
      parser.expect("]");
    } else type = { NamedType: parseName(parser) };
    return { ...type, NonNull: parser.skip("!") };
  });
}

/** @param isConstant whether variables are refused */
export function parseDirectives(parser: Parser, isConstant: boolean): readonly Directive[] {
  const directives: Directive[] = [];
  while (parser.skip("@")) {
    const Name = parseName(parser);
    directives.push(pruned<Directive>({ Name, Arguments: parseArguments(parser, isConstant), Location: "" }));
  }
  return directives;
}

export function parseArguments(parser: Parser, isConstant: boolean): readonly Argument[] {
  const found: Argument[] = [];
  parser.some("(", ")", () => {
    parser.peek();
    const Comment = parser.comment();
    const Name = parseName(parser);
    parser.expect(":");
    found.push(pruned<Argument>({ Name, Value: parseValue(parser, isConstant), Comment }));
  });
  return found;
}

export function parseValue(parser: Parser, isConstant: boolean): ValueNode {
  return parser.nested(() => {
    const token = parser.peek();
    const Comment = parser.comment();
    const ExpectedTypeHasDefault = false;
    switch (token.kind) {
      case "[": {
        const Children = children(parser, "]", () => ({ Name: "", Value: parseValue(parser, isConstant) }));
        return pruned<ValueNode>({
          Raw: "",
          Children,
          Kind: valueKinds.list,
          Comment,
          ExpectedTypeHasDefault,
        });
      }
      case "{": {
        const Children = children(parser, "}", () => {
          parser.peek();
          const before = parser.comment();
          const Name = parseName(parser);
          parser.expect(":");
          return pruned<ChildValue>({ Name, Value: parseValue(parser, isConstant), Comment: before });
        });
        return pruned<ValueNode>({
          Raw: "",
          Children,
          Kind: valueKinds.object,
          Comment,
          ExpectedTypeHasDefault,
        });
      }
      case "$":
        if (isConstant) return parser.unexpected();
        return { Raw: parseVariable(parser), Kind: valueKinds.variable, ExpectedTypeHasDefault };
      case "Int":
      case "Float":
      case "String":
      case "BlockString":
      case "Name":
        parser.next();
        return { Raw: token.value, Kind: scalarKind(token.kind, token.value), ExpectedTypeHasDefault };
      default:
        return parser.unexpected();
    }
  });
}

function children(parser: Parser, close: "]" | "}", read: () => ChildValue): readonly ChildValue[] {
  const found: ChildValue[] = [];
  parser.next();
  while (parser.peek().kind !== close) found.push(read());
  parser.next();
  return found;
}

function scalarKind(kind: "Int" | "Float" | "String" | "BlockString" | "Name", value: string): number {
  switch (kind) {
    case "Int":
      return valueKinds.int;
    case "Float":
      return valueKinds.float;
    case "String":
      return valueKinds.string;
    case "BlockString":
      return valueKinds.block;
    case "Name":
      if (value === "null") return valueKinds.null;
      return value === "true" || value === "false" ? valueKinds.boolean : valueKinds.enum;
  }
}
