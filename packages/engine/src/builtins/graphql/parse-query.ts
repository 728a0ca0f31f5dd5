// Source: gqlparser v2.5 parser/query.go.
import type { BuiltinContext } from "../builtin.ts";
import {
  createParser,
  type Parser,
  parseArguments,
  parseDirectives,
  parseName,
  parseType,
  parseValue,
  parseVariable,
} from "./parser.ts";
import {
  type Field,
  type FragmentDefinition,
  type FragmentSpread,
  type InlineFragment,
  type OperationDefinition,
  pruned,
  type QueryDocument,
  type Selection,
  type VariableDefinition,
} from "./syntax-tree.ts";

/**
 * Reads operations and fragments, without looking at what they ask for.
 *
 * @throws {BuiltinError} when the text is no such document
 * @throws {UnsupportedCall} when it is nested too deeply
 */
export function parseQuery(source: string, spend: BuiltinContext["spend"]): QueryDocument {
  const parser = createParser(source, spend);
  const Operations: OperationDefinition[] = [];
  const Fragments: FragmentDefinition[] = [];
  for (let token = parser.peek(); token.kind !== "<EOF>"; token = parser.peek()) {
    const word = token.kind === "Name" ? token.value : token.kind;
    if (word === "{" || operations.has(word)) Operations.push(operation(parser));
    else if (word === "fragment") Fragments.push(fragmentDefinition(parser));
    else parser.unexpected();
  }
  return pruned<QueryDocument>({ Operations, Fragments });
}

export const operations: ReadonlySet<string> = new Set(["query", "mutation", "subscription"]);

function operation(parser: Parser): OperationDefinition {
  if (parser.peek().kind === "{")
    return pruned<OperationDefinition>({
      Operation: "query",
      Name: "",
      VariableDefinitions: [],
      Directives: [],
      SelectionSet: selectionSet(parser),
      Comment: undefined,
    });
  const Comment = parser.comment();
  return pruned<OperationDefinition>({
    Operation: parser.next().value,
    Name: parser.peek().kind === "Name" ? parser.next().value : "",
    VariableDefinitions: variableDefinitions(parser),
    Directives: parseDirectives(parser, false),
    SelectionSet: selectionSet(parser),
    Comment,
  });
}

function variableDefinitions(parser: Parser): readonly VariableDefinition[] {
  const found: VariableDefinition[] = [];
  parser.some("(", ")", () => {
    parser.peek();
    const Comment = parser.comment();
    const Variable = parseVariable(parser);
    parser.expect(":");
    found.push(
      pruned<VariableDefinition>({
        Variable,
        Type: parseType(parser),
        DefaultValue: parser.skip("=") ? parseValue(parser, true) : undefined,
        Directives: parseDirectives(parser, false),
        Used: false,
        Comment,
      }),
    );
  });
  return found;
}

function selectionSet(parser: Parser): readonly Selection[] {
  if (parser.peek().kind !== "{") parser.expect("{");
  const found: Selection[] = [];
  parser.nested(() =>
    parser.some("{", "}", () => {
      found.push(parser.peek().kind === "..." ? fragment(parser) : field(parser));
    }),
  );
  return found;
}

function field(parser: Parser): Field {
  parser.peek();
  const Comment = parser.comment();
  const Alias = parseName(parser);
  return pruned<Field>({
    Alias,
    Name: parser.skip(":") ? parseName(parser) : Alias,
    Arguments: parseArguments(parser, false),
    Directives: parseDirectives(parser, false),
    SelectionSet: parser.peek().kind === "{" ? selectionSet(parser) : [],
    Comment,
  });
}

function fragment(parser: Parser): FragmentSpread | InlineFragment {
  const Comment = parser.comment();
  parser.next();
  const { kind, value } = parser.peek();
  if (kind === "Name" && value !== "on")
    return pruned<FragmentSpread>({
      Name: parseName(parser),
      Directives: parseDirectives(parser, false),
      Comment,
    });
  let TypeCondition = "";
  // Also the text "on": the parser of OPA looks at the value alone.
  if (value === "on") {
    parser.next();
    TypeCondition = parseName(parser);
  }
  return pruned<InlineFragment>({
    TypeCondition,
    Directives: parseDirectives(parser, false),
    SelectionSet: selectionSet(parser),
    Comment,
  });
}

function fragmentDefinition(parser: Parser): FragmentDefinition {
  const Comment = parser.expectKeyword("fragment");
  if (parser.peek().value === "on") parser.unexpected();
  const Name = parseName(parser);
  const VariableDefinition = variableDefinitions(parser);
  parser.expectKeyword("on");
  return pruned<FragmentDefinition>({
    Name,
    VariableDefinition,
    TypeCondition: parseName(parser),
    Directives: parseDirectives(parser, false),
    SelectionSet: selectionSet(parser),
    Comment,
  });
}
