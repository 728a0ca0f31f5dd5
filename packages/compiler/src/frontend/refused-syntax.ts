import { type Node, SyntaxKind } from "ts-morph";
import type { DiagnosticCode } from "../diagnostics/registry.ts";
import { Refusal } from "../diagnostics/report.ts";
import { spanOf } from "./span.ts";

/** Syntax that has a diagnostic of its own, which names what to write instead. */
const codes: ReadonlyMap<SyntaxKind, DiagnosticCode> = new Map([
  [SyntaxKind.PostfixUnaryExpression, "BYL1147"],
  [SyntaxKind.DeleteExpression, "BYL1147"],
  [SyntaxKind.ClassDeclaration, "BYL1148"],
  [SyntaxKind.ClassExpression, "BYL1148"],
  [SyntaxKind.ThisKeyword, "BYL1148"],
  [SyntaxKind.AwaitExpression, "BYL1149"],
  [SyntaxKind.YieldExpression, "BYL1149"],
  [SyntaxKind.EnumDeclaration, "BYL1150"],
  [SyntaxKind.ForStatement, "BYL1152"],
  [SyntaxKind.ForInStatement, "BYL1152"],
  [SyntaxKind.ForOfStatement, "BYL1152"],
  [SyntaxKind.WhileStatement, "BYL1152"],
  [SyntaxKind.DoStatement, "BYL1152"],
  [SyntaxKind.ThrowStatement, "BYL1153"],
  [SyntaxKind.TryStatement, "BYL1153"],
  [SyntaxKind.RegularExpressionLiteral, "BYL1156"],
]);

/** Operators that have one. */
const operatorCodes: ReadonlyMap<SyntaxKind, DiagnosticCode> = new Map([
  [SyntaxKind.EqualsToken, "BYL1147"],
  [SyntaxKind.PlusEqualsToken, "BYL1147"],
  [SyntaxKind.MinusEqualsToken, "BYL1147"],
  [SyntaxKind.AsteriskEqualsToken, "BYL1147"],
  [SyntaxKind.BarBarEqualsToken, "BYL1147"],
  [SyntaxKind.AmpersandAmpersandEqualsToken, "BYL1147"],
  [SyntaxKind.QuestionQuestionEqualsToken, "BYL1147"],
  [SyntaxKind.PlusPlusToken, "BYL1147"],
  [SyntaxKind.MinusMinusToken, "BYL1147"],
  [SyntaxKind.SlashToken, "BYL1143"],
  [SyntaxKind.PercentToken, "BYL1143"],
  [SyntaxKind.AsteriskAsteriskToken, "BYL1143"],
  [SyntaxKind.InKeyword, "BYL1151"],
  [SyntaxKind.InstanceOfKeyword, "BYL1148"],
]);

/** Refuses what has a diagnostic of its own; what has none is left to the caller. */
export function refuseSyntax(node: Node, text: string): void {
  const code = codes.get(node.getKind());
  if (code !== undefined) throw new Refusal(code, text, spanOf(node));
}

/** The diagnostic of an operator. */
export function refusedOperator(operator: SyntaxKind): DiagnosticCode {
  return operatorCodes.get(operator) ?? "BYL1101";
}
