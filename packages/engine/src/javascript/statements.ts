import { probeName } from "../evidence/probes.ts";
import type { Block, Operand, Statement, StatementFields } from "../plan/plan.ts";
import { constantAt } from "./constants.ts";
import { commentText, index, literal, localName } from "./names.ts";

/** What the statements of one function share. */
export interface Scope {
  readonly strings: readonly string[];
  readonly files: readonly string[];
  /** The name of the generated function that stands for one of the plan; undefined for builtins. */
  readonly functionOf: (name: string) => string | undefined;
  /** The name of a generated function that reads one key. */
  readonly accessorOf: (key: string) => string;
  /** The name of a generated constant for a call of a builtin. */
  readonly builtinOf: (name: string) => string;
  /** The name of a generated constant with this code. */
  readonly constantOf: (code: string) => string;
  readonly mutations: ReadonlyMap<number, number>;
  /** Collects the locals, which are declared once per function. */
  readonly locals: Set<string>;
  readonly fresh: () => string;
}

/** Labels that a jump can go to, the innermost first. */
type Labels = readonly string[];

const indentation = "  ";

/** The lines of one block, which runs until its end or the first statement that is undefined. */
export function blockLines(block: Block, scope: Scope, outer: Labels): readonly string[] {
  const label = scope.fresh();
  const lines = bodyLines(block, scope, [label, ...outer]);
  return lines.some((line) => line.includes(`break ${label};`))
    ? [`${label}: {`, ...indented(lines), "}"]
    : ["{", ...indented(lines), "}"];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => indentation + line);
}

function bodyLines(block: Block, scope: Scope, labels: Labels): readonly string[] {
  const lines: string[] = [];
  let before = "";
  for (let position = 0; position < block.stmts.length; position++) {
    const statement = block.stmts[position];
    if (statement === undefined) break;
    const constant = constantAt(block.stmts, position, scope.mutations, (operand) =>
      operand.type === "local" ? undefined : operandCode(operand, scope, localName),
    );
    if (constant !== undefined) {
      const name = localName(constant.target);
      scope.locals.add(name);
      lines.push(`${name} = ${scope.constantOf(constant.code)};`);
      position += constant.length - 1;
      continue;
    }
    const where = place(statement, scope);
    if (where !== before && where !== "") lines.push(`// ${where}`);
    before = where;
    lines.push(...statementLines(statement, scope, labels));
    // Nothing after a jump is reached.
    if (statement.type === "BreakStmt" || statement.type === "ReturnLocalStmt") break;
  }
  return lines;
}

function place({ stmt }: Statement, { files }: Scope): string {
  const file = stmt.file === undefined ? undefined : files[stmt.file];
  if (file === undefined || stmt.row === undefined) return "";
  return `${commentText(file)}:${index(stmt.row)}`;
}

function statementLines(statement: Statement, scope: Scope, labels: Labels): readonly string[] {
  const [here = ""] = labels;
  const leave = `break ${here};`;
  const local = (value: number) => {
    const name = localName(value);
    scope.locals.add(name);
    return name;
  };
  const value = (operand: Operand) => operandCode(operand, scope, local);
  const { type, stmt } = statement;
  switch (type) {
    case "ArrayAppendStmt":
      return [`append(${local(stmt.array)}, ${value(stmt.value)});`];
    case "AssignIntStmt":
    case "MakeNumberIntStmt":
      return [`${local(stmt.target)} = ${numberCode(String(stmt.value))};`];
    case "MakeNumberRefStmt":
      return [`${local(stmt.target)} = ${numberCode(stringAt(stmt.Index, scope))};`];
    case "AssignVarOnceStmt":
      return [`${local(stmt.target)} = assignOnce(${local(stmt.target)}, ${value(stmt.source)});`];
    case "AssignVarStmt":
      return [`${local(stmt.target)} = ${value(stmt.source)};`];
    case "BlockStmt":
      return (stmt.blocks ?? []).flatMap((block) => blockLines(block, scope, labels));
    case "BreakStmt":
      return [`break ${labels[index(stmt.index)] ?? unknownLabel()};`];
    case "CallStmt":
      return callLines(stmt, scope, local, value, leave);
    case "CallDynamicStmt": {
      const [path, args] = [stmt.path.map(value).join(", "), stmt.args.map(local).join(", ")];
      const result = local(stmt.result);
      // A function that is found decides, also when it is undefined: that leaves the whole reference, as in
      // OPA's own compiler (internal/compiler/wasm).
      const reference = labels[3] ?? unknownLabel();
      return [
        `if (!hasPath([${path}])) ${leave}`,
        `${result} = callByPath([${path}], [${args}]);`,
        `if (${result} === undefined) break ${reference};`,
      ];
    }
    case "DotStmt": {
      const target = local(stmt.target);
      return [`${target} = ${dotCode(stmt, scope, value)};`, `if (${target} === undefined) ${leave}`];
    }
    case "EqualStmt":
      return [`if (!(${equalCode(stmt, value)})) ${leave}`];
    case "NotEqualStmt":
      return [`if (${equalCode(stmt, value)}) ${leave}`];
    case "IsArrayStmt":
      return [`if (!isArray(${value(stmt.source)})) ${leave}`];
    case "IsObjectStmt":
      return [`if (!isObject(${value(stmt.source)})) ${leave}`];
    case "IsSetStmt":
      return [`if (!isSet(${value(stmt.source)})) ${leave}`];
    case "IsDefinedStmt":
      return [`if (${local(stmt.source)} === undefined) ${leave}`];
    case "IsUndefinedStmt":
      return [`if (${local(stmt.source)} !== undefined) ${leave}`];
    case "LenStmt":
      return [`${local(stmt.target)} = length(${value(stmt.source)});`];
    case "MakeArrayStmt":
      return [`${local(stmt.target)} = array();`];
    case "MakeNullStmt":
      return [`${local(stmt.target)} = null;`];
    case "MakeObjectStmt":
      return [`${local(stmt.target)} = object();`];
    case "MakeSetStmt":
      return [`${local(stmt.target)} = set();`];
    case "NopStmt":
      return [];
    case "NotStmt": {
      const holds = scope.fresh();
      const inner = scope.fresh();
      return [
        `let ${holds} = false;`,
        `${inner}: {`,
        ...indented(bodyLines(stmt.block, scope, [inner, ...labels])),
        `${indentation}${holds} = true;`,
        "}",
        `if (${holds}) ${leave}`,
      ];
    }
    case "ObjectInsertOnceStmt":
      return [`insertOnce(${local(stmt.object)}, ${value(stmt.key)}, ${value(stmt.value)});`];
    case "ObjectInsertStmt":
      return [`insert(${local(stmt.object)}, ${value(stmt.key)}, ${value(stmt.value)});`];
    case "ObjectMergeStmt":
      return [`${local(stmt.target)} = merge(${local(stmt.a)}, ${local(stmt.b)});`];
    case "ProbeStmt":
      return [
        `runtime.probes.${probeName(stmt.probe)}(${[index(stmt.id), ...stmt.operands.map(value)].join(", ")});`,
      ];
    case "ResetLocalStmt":
      return [`${local(stmt.target)} = undefined;`];
    case "ResultSetAddStmt":
      return [`results.push(${local(stmt.value)});`];
    case "ReturnLocalStmt":
      return [`return ${local(stmt.source)};`];
    case "ScanStmt":
      return scanLines(stmt, scope, local, labels);
    case "SetAddStmt":
      return [`addTo(${local(stmt.set)}, ${value(stmt.value)});`];
    case "WithStmt":
      return withLines(stmt, scope, local, value, labels);
  }
}

function unknownLabel(): never {
  throw new Error("the plan jumps out of more blocks than there are");
}

function stringAt(position: number, { strings }: Scope): string {
  const text = strings[index(position)];
  if (text === undefined) throw new Error("the plan refers to a string that it lacks");
  return text;
}

type LocalCode = (local: number) => string;
type ValueCode = (operand: Operand) => string;

function operandCode(operand: Operand, scope: Scope, local: LocalCode): string {
  switch (operand.type) {
    case "local":
      return local(operand.value);
    case "string_index":
      return literal(stringAt(operand.value, scope));
    case "bool":
      return operand.value === true ? "true" : "false";
  }
}

/** The text of a number is data too: what is not plainly a number is left to the runtime. */
function numberCode(text: string): string {
  const double = Number(text);
  return /^-?\d{1,15}$/.test(text) && Number.isSafeInteger(double)
    ? String(double === 0 ? 0 : double)
    : `number(${literal(text)})`;
}

function dotCode({ source, key }: StatementFields["DotStmt"], scope: Scope, value: ValueCode): string {
  if (source.type !== "local") return "undefined";
  if (key.type === "string_index") return `${scope.accessorOf(stringAt(key.value, scope))}(${value(source)})`;
  return `dot(${value(source)}, ${value(key)})`;
}

function equalCode({ a, b }: StatementFields["EqualStmt"], value: ValueCode): string {
  // Constants are scalars, for which identity is equality.
  return a.type === "local" && b.type === "local"
    ? `equal(${value(a)}, ${value(b)})`
    : `${value(a)} === ${value(b)}`;
}

function callLines(
  stmt: StatementFields["CallStmt"],
  scope: Scope,
  local: LocalCode,
  value: ValueCode,
  leave: string,
): readonly string[] {
  const args = (stmt.args ?? []).map(value).join(", ");
  const name = scope.functionOf(stmt.func);
  const result = local(stmt.result);
  const call = name === undefined ? `${scope.builtinOf(stmt.func)}([${args}])` : `${name}(${args})`;
  return [`${result} = ${call};`, `if (${result} === undefined) ${leave}`];
}

function scanLines(
  stmt: StatementFields["ScanStmt"],
  scope: Scope,
  local: LocalCode,
  labels: Labels,
): readonly string[] {
  const [pairs, position, loop, next] = [scope.fresh(), scope.fresh(), scope.fresh(), scope.fresh()];
  const body = bodyLines(stmt.block, scope, [next, loop, ...labels]);
  return [
    `const ${pairs} = scan(${local(stmt.source)});`,
    `${loop}: for (let ${position} = 0; ${position} < ${pairs}.length; ${position} += 2) ${next}: {`,
    `${indentation}${local(stmt.key)} = ${pairs}[${position}];`,
    `${indentation}${local(stmt.value)} = ${pairs}[${position} + 1];`,
    ...indented(body),
    "}",
  ];
}

function withLines(
  stmt: StatementFields["WithStmt"],
  scope: Scope,
  local: LocalCode,
  value: ValueCode,
  labels: Labels,
): readonly string[] {
  const [saved, epoch, done, inner] = [scope.fresh(), scope.fresh(), scope.fresh(), scope.fresh()];
  const target = local(stmt.local);
  const path = (stmt.path ?? []).map((step) => literal(stringAt(step, scope)));
  const replacement =
    path.length === 0 ? value(stmt.value) : `upsert(${target}, [${path.join(", ")}], ${value(stmt.value)})`;
  return [
    `const ${saved} = ${target};`,
    // What rules gave before does not hold with another document.
    `const ${epoch} = memo.epoch;`,
    "memo.epoch = ++memo.last;",
    `${target} = ${replacement};`,
    `let ${done} = false;`,
    `${inner}: {`,
    ...indented(bodyLines(stmt.block, scope, [inner, ...labels])),
    `${indentation}${done} = true;`,
    "}",
    `${target} = ${saved};`,
    `memo.epoch = ${epoch};`,
    `if (!${done}) break ${labels[0] ?? unknownLabel()};`,
  ];
}
