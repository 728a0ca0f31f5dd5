import { type ForOfStatement, Node, type Statement, SyntaxKind } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression, FunctionDefinition } from "../ir/expression.ts";
import { readBinding, readParameter } from "./bindings.ts";
import { helperOf } from "./calls.ts";
import { readCondition, readExpression, short } from "./expressions.ts";
import { type FunctionNode, isFunctionNode, parametersOf, readFunction, restOf } from "./functions.ts";
import { constantOf, withoutBrackets } from "./literals.ts";
import { nameOf, nested, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";
import { readClauses } from "./switches.ts";
import { memberOfModule } from "./symbols.ts";
import { isMap } from "./types.ts";

type Elements = readonly Expression[];

/**
 * Reads a function that finds things as one that returns a list of them. What a generator yields is a list too:
 * `for…of` is `flatMap`, `if` a choice between lists, and ways out such as `continue` leave out what follows.
 */
export function readFindingFunction(reader: Reader, node: FunctionNode, name: string): FunctionDefinition {
  if (Node.isArrowFunction(node) || !node.isGenerator()) return readFunction(reader, node, name);
  if (node.isAsync()) throw new Refusal("BYL1101", "an async function", spanOf(node));
  const parameters = parametersOf(node).map((parameter) => readParameter(reader, parameter));
  const body = node.getBody();
  if (!Node.isBlock(body)) throw new Refusal("BYL1201", "it has no body", spanOf(node));
  const elements = readBlock(reader, body.getStatements(), { loop: false });
  return { name, parameters, ...restOf(node), body: listOf(elements, body), span: spanOf(node) };
}

function listOf(elements: Elements, node: Node): Expression {
  return { kind: "list", elements, span: spanOf(node) };
}

function spread(of: Expression): Expression {
  return { kind: "spread", of, isSet: false, span: of.span };
}

/** Where statements stand. */
interface Place {
  /** Whether a loop is around them. */
  readonly loop: boolean;
  /** What comes after the clauses of the `switch` that they are in. */
  readonly afterSwitch?: { readonly statements: readonly Statement[]; readonly place: Place };
}

/** What statements yield, in order. */
function readBlock(reader: Reader, statements: readonly Statement[], place: Place): Elements {
  const [statement, ...rest] = statements;
  if (statement !== undefined)
    return nested(reader, statement, () => readStatement(reader, statement, rest, place));
  const after = place.afterSwitch;
  return after === undefined ? [] : readBlock(reader, after.statements, after.place);
}

function readStatement(
  reader: Reader,
  statement: Statement,
  rest: readonly Statement[],
  place: Place,
): Elements {
  const { loop } = place;
  const after = (): Elements => readBlock(reader, rest, place);
  const span = spanOf(statement);
  if (Node.isIfStatement(statement)) {
    const branches = [statement.getThenStatement(), statement.getElseStatement()].map(asStatements);
    const [whenTrue = [], otherwise = []] = branches;
    // What follows is read for each branch where one of them leaves early.
    const leaves = branches.some((branch) => branch.some((one) => mayLeave(one)));
    const branch = (taken: readonly Statement[]): Expression =>
      listOf(
        leaves ? readBlock(reader, [...taken, ...rest], place) : readBlock(reader, taken, { loop }),
        statement,
      );
    const test = readCondition(reader, statement.getExpression());
    const choice = spread({
      kind: "conditional",
      test,
      whenTrue: branch(whenTrue),
      otherwise: branch(otherwise),
      span,
    });
    return leaves ? [choice] : [choice, ...after()];
  }
  if (Node.isForOfStatement(statement)) return [readLoop(reader, statement), ...after()];
  if (Node.isVariableStatement(statement)) return [readVariables(reader, statement, after)];
  if (Node.isBlock(statement)) return readBlock(reader, [...statement.getStatements(), ...rest], place);
  if (Node.isSwitchStatement(statement)) {
    const clauses = statement.getClauses().flatMap((clause) => clause.getStatements());
    const leaves = clauses.some((one) => mayLeave(one, true));
    const afterSwitch = leaves ? { statements: rest, place } : { statements: [], place: { loop } };
    const choice = readClauses(reader, statement, (taken) =>
      listOf(readBlock(reader, taken, { loop, afterSwitch }), statement),
    );
    return leaves ? [spread(choice)] : [spread(choice), ...after()];
  }
  if (Node.isBreakStatement(statement) && statement.getLabel() === undefined) {
    const { afterSwitch } = place;
    if (afterSwitch !== undefined) return readBlock(reader, afterSwitch.statements, afterSwitch.place);
  }
  // A function is read where it is called; a type says nothing at run time.
  if (
    Node.isFunctionDeclaration(statement) ||
    Node.isTypeAliasDeclaration(statement) ||
    Node.isInterfaceDeclaration(statement) ||
    Node.isEmptyStatement(statement)
  )
    return after();
  if (Node.isContinueStatement(statement) && loop && statement.getLabel() === undefined) return [];
  if (Node.isReturnStatement(statement)) {
    if (loop) throw new Refusal("BYL1201", "a return inside a loop, which ends the whole rule", span);
    if (statement.getExpression() === undefined) return [];
    throw new Refusal("BYL1201", "a generator that returns a value", span);
  }
  const yielded = Node.isExpressionStatement(statement) ? statement.getExpression() : undefined;
  if (Node.isYieldExpression(yielded)) {
    const value = yielded.getExpression();
    if (value === undefined) throw new Refusal("BYL1201", "a yield without a finding", span);
    const all = yielded.compilerNode.asteriskToken !== undefined;
    return [all ? spread(readMany(reader, value)) : readExpression(reader, value), ...after()];
  }
  throw new Refusal("BYL1201", short(statement), span);
}

function asStatements(statement: Statement | undefined): readonly Statement[] {
  if (statement === undefined) return [];
  return Node.isBlock(statement) ? statement.getStatements() : [statement];
}

/** Whether a statement may leave the block that it stands in; a loop and a `switch` keep to themselves what ends them. */
function mayLeave(statement: Statement, inSwitch = false): boolean {
  if (Node.isContinueStatement(statement) || Node.isReturnStatement(statement)) return true;
  if (Node.isBreakStatement(statement)) return !inSwitch;
  return blocksOf(statement).some((one) => mayLeave(one, inSwitch || Node.isSwitchStatement(statement)));
}

function blocksOf(statement: Statement): readonly Statement[] {
  if (Node.isBlock(statement)) return statement.getStatements();
  if (Node.isSwitchStatement(statement))
    return statement.getClauses().flatMap((clause) => clause.getStatements());
  if (!Node.isIfStatement(statement)) return [];
  return [statement.getThenStatement(), statement.getElseStatement()].flatMap(asStatements);
}

function readLoop(reader: Reader, statement: ForOfStatement): Expression {
  const span = spanOf(statement);
  const initializer = statement.getInitializer();
  if (statement.isAwaited() || !Node.isVariableDeclarationList(initializer))
    throw new Refusal("BYL1201", short(statement), span);
  const [declaration] = initializer.getDeclarations();
  const keyword = initializer.getDeclarationKindKeywords()[0]?.getKind();
  if (declaration === undefined || keyword !== SyntaxKind.ConstKeyword)
    throw new Refusal("BYL1121", "write const: variables do not change", span);
  const over = statement.getExpression();
  const given = readExpression(reader, over);
  // A map gives its entries.
  const collection: Expression = isMap(over.getType())
    ? { kind: "entries", part: "entries", object: given, span }
    : given;
  const bindings = readBinding(reader, declaration.getNameNode());
  const body = readBlock(reader, asStatements(statement.getStatement()), { loop: true });
  return spread({
    kind: "transform",
    isLoop: true,
    method: "flatMap",
    collection,
    callback: { name: declaration.getName(), parameters: [bindings], body: listOf(body, statement), span },
    chained: false,
    span,
  });
}

function readVariables(reader: Reader, statement: Statement, after: () => Elements): Expression {
  if (!Node.isVariableStatement(statement) || statement.getDeclarationKind() !== "const") {
    throw new Refusal("BYL1121", "write const: variables do not change", spanOf(statement));
  }
  const bound = statement.getDeclarations().flatMap((declaration) => {
    const initializer = declaration.getInitializer();
    if (initializer === undefined)
      throw new Refusal("BYL1121", "a const without a value", spanOf(declaration));
    // A function is read where it is called.
    if (isFunctionNode(constantOf(initializer))) return [];
    const value = readExpression(reader, initializer);
    return [{ value, bindings: readBinding(reader, declaration.getNameNode()), span: spanOf(declaration) }];
  });
  return spread(
    bound.reduceRight<Expression>(
      (body, { value, bindings, span }) => ({ kind: "let", bindings, value, body, span }),
      listOf(after(), statement),
    ),
  );
}

/** What `yield*` yields: a list, or what another generator function finds. */
function readMany(reader: Reader, given: Node): Expression {
  const node = withoutBrackets(given);
  const callee = Node.isCallExpression(node) ? memberOfModule(node.getExpression()) : undefined;
  if (!Node.isCallExpression(node) || !Node.isIdentifier(callee)) return readExpression(reader, node);
  const { declaration, node: helper } = helperOf(callee, reader);
  if (Node.isArrowFunction(helper) || !helper.isGenerator()) return readExpression(reader, node);
  if (reader.open.includes(declaration)) throw new Refusal("BYL1107", nameOf(declaration), spanOf(node));
  const values = node.getArguments().map((argument) => readExpression(reader, argument));
  reader.open.push(declaration);
  try {
    const definition = readFindingFunction(reader, helper, nameOf(declaration));
    return { kind: "apply", function: definition, arguments: values, span: spanOf(node) };
  } finally {
    reader.open.pop();
  }
}
