import { checkKeySet } from "@bylaw/dsl/jwt";
import { isTimeZone } from "@bylaw/dsl/time";
import { type CallExpression, Node } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import { encoders, type LibraryCall } from "../ir/expression.ts";
import { libraryFunctions } from "../library/index.ts";
import { propertyKey, readExpression, short } from "./expressions.ts";
import { isBlock } from "./literal-checks.ts";
import { constantOf, literalNumber } from "./literals.ts";
import type { Reader } from "./reader.ts";
import { schemaOfShape } from "./shapes.ts";
import { spanOf } from "./span.ts";

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** Reads a call of the standard library; arguments that must be known now are checked now. */
export function readLibraryCall(reader: Reader, node: CallExpression, name: string): LibraryCall {
  const [first, ...rest] = node.getArguments();
  switch (name) {
    case "now":
      return { name: "now" };
    case "businessHours":
      return readBusinessHours(reader, required(first, node), optionsOf(rest[0], node));
    case "inCidr":
      return {
        name: "inCidr",
        address: readExpression(reader, required(first, node)),
        blocks: rest.flatMap(listed).map((block) => {
          const text = literalText(block);
          if (!isBlock(text)) throw new Refusal("BYL1116", JSON.stringify(text), spanOf(block));
          return text;
        }),
      };
    case "bearerToken":
      return { name: "bearerToken", authorization: readExpression(reader, required(first, node)) };
    case "verifyJwt":
      return readVerification(reader, node, required(first, node), optionsOf(rest[0], node));
    default:
      return readFunctionCall(reader, node, name);
  }
}

/** A function that takes values of the input, and literals. */
function readFunctionCall(reader: Reader, node: CallExpression, name: string): LibraryCall {
  const encoder = encoders.find((one) => one === name);
  if (encoder !== undefined)
    return { name: "encoded", encoder, text: readExpression(reader, required(node.getArguments()[0], node)) };
  const known = libraryFunctions.get(name);
  if (known === undefined) throw new Refusal("BYL1102", short(node.getExpression()), spanOf(node));
  const given = node.getArguments();
  const operands = known.operands.map((position) => required(given[position], node));
  const literals = given.filter((argument) => !operands.includes(argument)).map(literalText);
  try {
    known.check(literals);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refusal("BYL1205", error.message, spanOf(node));
  }
  return {
    name: "function",
    function: name,
    operands: operands.map((operand) => readExpression(reader, operand)),
    literals,
  };
}

function required(argument: Node | undefined, call: CallExpression): Node {
  if (argument === undefined || Node.isSpreadElement(argument)) {
    throw new Refusal("BYL1114", short(call), spanOf(call));
  }
  return argument;
}

/** An argument, or the elements of a list of constants that is spread. */
function listed(argument: Node): readonly Node[] {
  if (!Node.isSpreadElement(argument)) return [argument];
  const list = constantOf(argument.getExpression());
  if (!Node.isArrayLiteralExpression(list)) throw new Refusal("BYL1114", short(argument), spanOf(argument));
  return list.getElements().flatMap(listed);
}

type Options = ReadonlyMap<string, Node>;

/** The properties of an object literal, which may stand in a constant. */
function optionsOf(node: Node | undefined, call: CallExpression): Options {
  const literal = node === undefined ? undefined : constantOf(node);
  if (!Node.isObjectLiteralExpression(literal))
    throw new Refusal("BYL1114", short(call), spanOf(node ?? call));
  return new Map(
    literal.getProperties().map((property): [string, Node] => {
      if (Node.isPropertyAssignment(property)) {
        return [propertyKey(property.getNameNode()), property.getInitializerOrThrow()];
      }
      if (Node.isShorthandPropertyAssignment(property)) return [property.getName(), property.getNameNode()];
      throw new Refusal("BYL1114", short(property), spanOf(property));
    }),
  );
}

function literalText(node: Node): string {
  const literal = constantOf(node);
  if (Node.isStringLiteral(literal) || Node.isNoSubstitutionTemplateLiteral(literal)) {
    const text = literal.getLiteralValue();
    if (/\p{Surrogate}/u.test(text)) throw new Refusal("BYL1117", "", spanOf(node));
    return text;
  }
  throw new Refusal("BYL1114", short(node), spanOf(node));
}

function hour(node: Node | undefined, otherwise: number): number {
  if (node === undefined) return otherwise;
  const literal = constantOf(node);
  const value = Node.isNumericLiteral(literal) ? literalNumber(literal) : undefined;
  if (value === undefined) throw new Refusal("BYL1114", short(node), spanOf(node));
  if (!Number.isInteger(value) || value < 0 || value > 24)
    throw new Refusal("BYL1115", short(node), spanOf(node));
  return value;
}

function readBusinessHours(reader: Reader, instant: Node, options: Options): LibraryCall {
  const zone = options.get("zone");
  if (zone === undefined) throw new Refusal("BYL1114", "a zone is needed", spanOf(instant));
  const name = literalText(zone);
  if (!isTimeZone(name)) throw new Refusal("BYL1115", JSON.stringify(name), spanOf(zone));
  const from = hour(options.get("from"), 9);
  const to = hour(options.get("to"), 17);
  const days = options.get("days");
  if (from >= to) throw new Refusal("BYL1115", `from ${from} to ${to}`, spanOf(options.get("to") ?? zone));
  return {
    name: "businessHours",
    instant: readExpression(reader, instant),
    zone: name,
    from,
    to,
    days: days === undefined ? weekdays.slice(0, 5) : readDays(days),
  };
}

function readDays(node: Node): readonly string[] {
  const literal = constantOf(node);
  if (!Node.isArrayLiteralExpression(literal)) throw new Refusal("BYL1114", short(node), spanOf(node));
  return literal.getElements().map((element) => {
    const day = literalText(element);
    if (!weekdays.includes(day)) throw new Refusal("BYL1115", JSON.stringify(day), spanOf(element));
    return day;
  });
}

/** The names of the options and of the constraints of `io.jwt.decode_verify` that they become. */
const constraintNames = [
  ["secret", "secret"],
  ["jwks", "cert"],
  ["algorithm", "alg"],
  ["issuer", "iss"],
  ["audience", "aud"],
] as const;

function readVerification(reader: Reader, call: CallExpression, token: Node, options: Options): LibraryCall {
  if (options.has("secret") === options.has("jwks")) {
    throw new Refusal("BYL1114", "either a secret or jwks", spanOf(call));
  }
  const claims = options.get("claims");
  if (claims === undefined) throw new Refusal("BYL1114", "the shape of the claims", spanOf(call));
  return {
    name: "verifyJwt",
    token: readExpression(reader, token),
    constraints: constraintNames.flatMap(([option, constraint]) => {
      const node = options.get(option);
      if (node === undefined) return [];
      const text = literalText(node);
      if (text === "") throw new Refusal("BYL1125", option, spanOf(node));
      if (option === "jwks") checkKeys(text, node);
      return [[constraint, text] as const];
    }),
    claims: schemaOfShape(claims),
  };
}

/** What is no key set verifies nothing in Rego, and is an error in TypeScript. */
function checkKeys(text: string, node: Node): void {
  try {
    checkKeySet(text);
  } catch (error) {
    throw new Refusal("BYL1205", `jwks: ${error instanceof Error ? error.message : ""}`, spanOf(node));
  }
}
