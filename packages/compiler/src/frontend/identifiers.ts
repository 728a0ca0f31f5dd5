import { type Identifier, Node } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression } from "../ir/expression.ts";
import { readExpression, short } from "./expressions.ts";
import { isFunctionNode } from "./functions.ts";
import { refuseGlobal } from "./globals.ts";
import { constantValue, withoutBrackets } from "./literals.ts";
import { nameOf, numberOf, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";
import { declarationOf, directSymbolOf, isLibraryFile } from "./symbols.ts";

/** Reads a name: a parameter, a `const` of the function, or a constant of this or another module. */
export function readIdentifier(reader: Reader, node: Identifier): Expression {
  const span = spanOf(node);
  const symbol = directSymbolOf(node);
  if (symbol === undefined) throw new Refusal("BYL1101", short(node), span);
  if (node.getText() === "undefined" && symbol.getDeclarations().length === 0)
    return { kind: "undefined", span };
  const local = reader.locals.get(symbol);
  if (local !== undefined) return { kind: "local", local, span };
  const declaration = declarationOf(symbol.getAliasedSymbol() ?? symbol);
  refuseGlobal(node);
  if (Node.isEnumDeclaration(declaration)) throw new Refusal("BYL1150", short(node), span);
  if (Node.isClassDeclaration(declaration)) throw new Refusal("BYL1148", short(node), span);
  if (declaration === undefined || isLibraryFile(declaration.getSourceFile())) {
    throw new Refusal("BYL1102", short(node), span);
  }
  if (!Node.isVariableDeclaration(declaration) && !Node.isExportAssignment(declaration))
    throw new Refusal("BYL1101", short(node), span);
  const initializer = constantValue(declaration);
  if (initializer === undefined) throw new Refusal("BYL1101", `${short(node)} is not a const`, span);
  if (isFunctionNode(withoutBrackets(initializer)))
    throw new Refusal("BYL1101", "a function used as a value", span);
  if (Node.isVariableDeclaration(declaration) && !Node.isIdentifier(declaration.getNameNode())) {
    throw new Refusal("BYL1101", "a constant that is taken out of a pattern", span);
  }
  const callee = numberOf(
    reader,
    declaration,
    () => ({
      name: Node.isExportAssignment(declaration) ? node.getText() : nameOf(declaration),
      parameters: [],
      body: readExpression(reader, initializer),
      span: spanOf(declaration),
    }),
    node,
  );
  return { kind: "call", callee, arguments: [], span };
}
