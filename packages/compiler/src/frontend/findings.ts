import { type ForOfStatement, Node, type Statement, SyntaxKind } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Binding } from "../ir/expression.ts";
import type { FindingStep } from "../ir/finding.ts";
import { helperOf } from "./calls.ts";
import { readCondition, readExpression, short } from "./expressions.ts";
import { readFindingList } from "./finding-lists.ts";
import { readFinding } from "./finding-values.ts";
import { type FunctionNode, readBinding } from "./functions.ts";
import { nameOf, nested, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";

type Steps = readonly FindingStep[];

/** What a function that finds things does, and what its parameters bind. */
export interface FindingFunction {
  readonly parameters: readonly (readonly Binding[])[];
  readonly steps: Steps;
}

/** Reads a generator function that yields findings, or a function that returns an array of them. */
export function readFindingFunction(reader: Reader, node: FunctionNode): FindingFunction {
  if (node.isAsync()) throw new Refusal("BYL1101", "an async function", spanOf(node));
  if (node.getTypeParameters().length > 0) throw new Refusal("BYL1101", "a generic function", spanOf(node));
  const parameters = node.getParameters().map((parameter) => {
    if (parameter.isRestParameter()) throw new Refusal("BYL1101", "a rest parameter", spanOf(parameter));
    if (parameter.hasInitializer())
      throw new Refusal("BYL1101", "a parameter with a default", spanOf(parameter));
    return readBinding(reader, parameter.getNameNode());
  });
  const body = node.getBody();
  if (body === undefined) throw new Refusal("BYL1201", "it has no body", spanOf(node));
  if (!Node.isBlock(body)) return { parameters, steps: readFindingList(reader, body) };
  const generator = !Node.isArrowFunction(node) && node.isGenerator();
  return { parameters, steps: readBlock(reader, body.getStatements(), { generator, loop: false }) };
}

/** Where statements stand. */
interface Place {
  /** Whether they yield what they find, or return a list of it. */
  readonly generator: boolean;
  readonly loop: boolean;
}

function readBlock(reader: Reader, statements: readonly Statement[], place: Place): Steps {
  const [statement, ...rest] = statements;
  if (statement === undefined) return [];
  return nested(reader, statement, () => {
    const after = (): Steps => readBlock(reader, rest, place);
    const span = spanOf(statement);
    if (Node.isIfStatement(statement)) {
      const branches = [statement.getThenStatement(), statement.getElseStatement()].map(asStatements);
      const [whenTrue = [], otherwise = []] = branches;
      // What follows is read for each branch where one of them leaves early.
      const leaves = branches.some((branch) => branch.some(mayLeave));
      const branch = (taken: readonly Statement[]): Steps =>
        readBlock(reader, leaves ? [...taken, ...rest] : taken, place);
      const test = readCondition(reader, statement.getExpression());
      const step = {
        kind: "if",
        test,
        whenTrue: branch(whenTrue),
        otherwise: branch(otherwise),
        span,
      } as const;
      return leaves ? [step] : [step, ...after()];
    }
    if (Node.isForOfStatement(statement)) return [readLoop(reader, statement, place), ...after()];
    if (Node.isVariableStatement(statement)) return readVariables(reader, statement, after);
    if (Node.isBlock(statement)) return [...readBlock(reader, statement.getStatements(), place), ...after()];
    if (Node.isContinueStatement(statement) && place.loop && statement.getLabel() === undefined) return [];
    if (Node.isReturnStatement(statement)) {
      if (place.loop) throw new Refusal("BYL1201", "a return inside a loop, which ends the whole rule", span);
      const value = statement.getExpression();
      if (place.generator) {
        if (value !== undefined) throw new Refusal("BYL1201", "a generator that returns a value", span);
        return [];
      }
      return value === undefined ? [] : readFindingList(reader, value);
    }
    if (Node.isExpressionStatement(statement)) {
      const yielded = statement.getExpression();
      if (Node.isYieldExpression(yielded)) {
        const value = yielded.getExpression();
        if (value === undefined) throw new Refusal("BYL1201", "a yield without a finding", span);
        const all = yielded.compilerNode.asteriskToken !== undefined;
        return [...(all ? readFindingList(reader, value) : [readFinding(reader, value)]), ...after()];
      }
    }
    throw new Refusal("BYL1201", short(statement), span);
  });
}

function asStatements(statement: Statement | undefined): readonly Statement[] {
  if (statement === undefined) return [];
  return Node.isBlock(statement) ? statement.getStatements() : [statement];
}

/** Whether a statement may leave the block that it stands in; a loop keeps its `continue` to itself. */
function mayLeave(statement: Statement): boolean {
  if (Node.isContinueStatement(statement) || Node.isReturnStatement(statement)) return true;
  if (Node.isBlock(statement)) return statement.getStatements().some(mayLeave);
  if (!Node.isIfStatement(statement)) return false;
  return [statement.getThenStatement(), statement.getElseStatement()].flatMap(asStatements).some(mayLeave);
}

function readLoop(reader: Reader, statement: ForOfStatement, place: Place): FindingStep {
  const span = spanOf(statement);
  const initializer = statement.getInitializer();
  if (statement.isAwaited() || !Node.isVariableDeclarationList(initializer))
    throw new Refusal("BYL1201", short(statement), span);
  const [declaration] = initializer.getDeclarations();
  if (
    declaration === undefined ||
    initializer.getDeclarationKindKeywords()[0]?.getKind() !== SyntaxKind.ConstKeyword
  )
    throw new Refusal("BYL1121", "write const: variables do not change", span);
  return {
    kind: "each",
    collection: readExpression(reader, statement.getExpression()),
    bindings: readBinding(reader, declaration.getNameNode()),
    steps: readBlock(reader, asStatements(statement.getStatement()), { ...place, loop: true }),
    span,
  };
}

function readVariables(reader: Reader, statement: Statement, after: () => Steps): Steps {
  if (!Node.isVariableStatement(statement) || statement.getDeclarationKind() !== "const") {
    throw new Refusal("BYL1121", "write const: variables do not change", spanOf(statement));
  }
  const bound = statement.getDeclarations().map((declaration) => {
    const initializer = declaration.getInitializer();
    if (initializer === undefined)
      throw new Refusal("BYL1121", "a const without a value", spanOf(declaration));
    const value = readExpression(reader, initializer);
    return { value, bindings: readBinding(reader, declaration.getNameNode()), span: spanOf(declaration) };
  });
  return bound.reduceRight<Steps>(
    (steps, { value, bindings, span }) => [{ kind: "let", bindings, value, steps, span }],
    after(),
  );
}

/**
 * Reads a call of another function that finds things: its steps, with its parameters bound to the arguments.
 * @throws Refusal BYL1107 when the function calls itself
 */
export function readFindingCall(reader: Reader, node: Node): Steps {
  if (!Node.isCallExpression(node)) throw new Refusal("BYL1201", short(node), spanOf(node));
  const callee = node.getExpression();
  if (!Node.isIdentifier(callee)) throw new Refusal("BYL1201", short(node), spanOf(node));
  const { declaration, node: helper } = helperOf(callee);
  if (reader.open.includes(declaration)) throw new Refusal("BYL1107", nameOf(declaration), spanOf(node));
  const values = node.getArguments().map((argument) => readExpression(reader, argument));
  reader.open.push(declaration);
  try {
    const { parameters, steps } = readFindingFunction(reader, helper);
    if (values.length !== parameters.length)
      throw new Refusal("BYL1101", "a call with other arguments than parameters", spanOf(node));
    return parameters.reduceRight<Steps>((inner, bindings, index) => {
      const value = values[index];
      return value === undefined
        ? inner
        : [{ kind: "let", bindings, value, steps: inner, span: spanOf(node) }];
    }, steps);
  } finally {
    reader.open.pop();
  }
}
