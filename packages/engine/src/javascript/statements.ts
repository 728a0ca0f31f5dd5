import { dependsOnWorld } from "../calls/world.ts";
import { asks, probeName } from "../evidence/probes.ts";
import type { Block, Local, Operand, Statement, StatementFields } from "../plan/plan.ts";
import { callLines } from "./calls.ts";
import { type ConstantReader, constantsAt } from "./constants.ts";
import type { Facts } from "./facts.ts";
import { factsAfter, isScalar, keepsFacts } from "./learning.ts";
import { visitMentions, writtenIn } from "./mentions.ts";
import { commentText, index, literal, localName } from "./names.ts";
import { readCode } from "./reads.ts";
import { endsAtFirst, isOrderFree } from "./scan-order.ts";
import { scanLines } from "./scans.ts";
import type { BlockTree } from "./shared-starts.ts";
import type { Uses } from "./uses.ts";

/** What the statements of one function share. */
export interface Scope {
  readonly strings: readonly string[];
  readonly files: readonly string[];
  /** The name of the generated function that stands for one of the plan; undefined for builtins. */
  readonly functionOf: (name: string) => string | undefined;
  /** The name of a generated constant for a call of a builtin. */
  readonly builtinOf: (name: string) => string;
  /** The name of a generated constant with this code. */
  readonly constantOf: (code: string) => string;
  /** What the top-level block does with its locals. */
  readonly uses: Uses;
  /** Locals that carry something from one top-level block to another. */
  readonly shared: ReadonlySet<Local>;
  readonly live: ReadonlySet<Local>;
  readonly facts: Facts;
  /** Of the top-level block, the locals that hold plain objects only. */
  readonly plain: ReadonlySet<Local>;
  /** Locals that are fields of the frame, because several generated functions share them. */
  readonly framed: ReadonlySet<Local>;
  /** Collects the other locals, which are declared once per function. */
  readonly locals: Set<string>;
  readonly fresh: () => string;
  /** The loop that ends when its rule has a value. */
  readonly ending?: string;
}

/** Labels that a jump can go to, the innermost first. */
type Labels = readonly string[];

/** The lines of one block, which runs until its end or the first statement that is undefined. */
export function blockLines(block: Block, scope: Scope, outer: Labels): readonly string[] {
  const label = scope.fresh();
  return [`${label}: {`, ...innerLines(block, scope, [label, ...outer]), "}"];
}

/** The lines of blocks with what they begin with in common. */
export function treeLines(
  tree: BlockTree,
  scopeOf: (origin: Block) => Scope,
  outer: Labels,
): readonly string[] {
  const scope = scopeOf(tree.origin);
  const label = scope.fresh();
  const labels = [label, ...outer];
  const block = { stmts: tree.statements };
  const lines = [`${label}: {`, ...bodyLines(block, scope, labels)];
  for (const next of tree.after) for (const line of treeLines(next, scopeOf, labels)) lines.push(line);
  lines.push("}");
  scope.facts.forget(writtenIn(block));
  return lines;
}

/** After a block that may end early, nothing is known of what it writes. */
function innerLines(block: Block, scope: Scope, labels: Labels): readonly string[] {
  const lines = bodyLines(block, scope, labels);
  scope.facts.forget(writtenIn(block));
  return lines;
}

function bodyLines(block: Block, scope: Scope, labels: Labels): readonly string[] {
  const lines: string[] = [];
  const reader = constantReader(scope);
  let before = "";
  for (let position = 0; position < block.stmts.length; position++) {
    const statement = block.stmts[position];
    if (statement === undefined) break;
    const constants = constantsAt(block.stmts, position, reader);
    if (constants !== undefined) {
      for (const [local, { code, isComposite, steps }] of constants.values) {
        if (!isComposite) scope.facts.learn(local, { kind: "scalar", isNull: code === "null" });
        else scope.facts.learn(local, steps === undefined ? undefined : { kind: "path", steps });
        if (scope.live.has(local))
          lines.push(`${nameOf(local, scope)} = ${isComposite ? scope.constantOf(code) : code};`);
      }
      position += constants.length - 1;
      continue;
    }
    const where = place(statement, scope);
    if (where !== before && where !== "") lines.push(`// ${where}`);
    before = where;
    // What a statement gives is known by what its operands are, which it may write.
    const learnt = factsAfter(statement, scope);
    lines.push(...statementLines(statement, scope, labels));
    if (!keepsFacts(statement)) visitMentions(statement, scope.facts.forgettingWrites);
    for (const [local, fact] of learnt) scope.facts.learn(local, fact);
    // Nothing after a jump is reached.
    if (statement.type === "BreakStmt" || statement.type === "ReturnLocalStmt") break;
  }
  return lines;
}

/** The code of a local, which is declared if it must be. */
function nameOf(local: Local, { framed, locals }: Scope): string {
  const name = localName(local);
  if (framed.has(local)) return `frame.${name}`;
  locals.add(name);
  return name;
}

function constantReader(scope: Scope): ConstantReader {
  return {
    // What other blocks may put something into is no constant here.
    isChangedLater: (local, filled) => {
      const uses = scope.uses.get(local);
      return scope.shared.has(local) || uses?.made !== 1 || uses.filled !== filled;
    },
    operand: (operand) => (operand.type === "local" ? undefined : operandCode(operand, scope, localName)),
    text: (operand) => (operand.type === "string_index" ? stringAt(operand.value, scope) : undefined),
    number: ({ type, stmt }) =>
      type === "MakeNumberIntStmt" || type === "AssignIntStmt" ? smallNumber(String(stmt.value)) : undefined,
  };
}

function place({ stmt }: Statement, { files }: Scope): string {
  const file = stmt.file === undefined ? undefined : files[stmt.file];
  if (file === undefined || stmt.row === undefined) return "";
  return `${commentText(file)}:${index(stmt.row)}`;
}

function statementLines(statement: Statement, scope: Scope, labels: Labels): readonly string[] {
  const [here = ""] = labels;
  const leave = `break ${here};`;
  const local = (value: Local) => nameOf(value, scope);
  const value = (operand: Operand) => operandCode(operand, scope, local);
  const { type, stmt } = statement;
  switch (type) {
    case "ArrayAppendStmt":
      return [`append(${local(stmt.array)}, ${value(stmt.value)});`];
    case "AssignIntStmt":
    case "MakeNumberIntStmt":
      return [`${local(stmt.target)} = ${numberCode(String(stmt.value), scope)};`];
    case "MakeNumberRefStmt":
      return [`${local(stmt.target)} = ${numberCode(stringAt(stmt.Index, scope), scope)};`];
    case "AssignVarOnceStmt":
      return [
        `${local(stmt.target)} = assignOnce(${local(stmt.target)}, ${value(stmt.source)});`,
        ...(scope.ending === undefined ? [] : [`break ${scope.ending};`]),
      ];
    case "AssignVarStmt":
      if (!scope.live.has(stmt.target)) return [];
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
      return [`if (!(${equalCode(stmt, scope, value)})) ${leave}`];
    case "NotEqualStmt":
      return [`if (${equalCode(stmt, scope, value)}) ${leave}`];
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
      return [`${local(stmt.target)} = ${scope.plain.has(stmt.target) ? "{}" : "object()"};`];
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
        ...innerLines(stmt.block, scope, [inner, ...labels]),
        `${holds} = true;`,
        "}",
        `if (${holds}) ${leave}`,
      ];
    }
    case "ObjectInsertOnceStmt":
      return [`insertOnce(${local(stmt.object)}, ${value(stmt.key)}, ${value(stmt.value)});`];
    case "ObjectInsertStmt":
      if (scope.plain.has(stmt.object))
        return [`${local(stmt.object)}[${value(stmt.key)}] = ${value(stmt.value)};`];
      return [`insert(${local(stmt.object)}, ${value(stmt.key)}, ${value(stmt.value)});`];
    case "ObjectMergeStmt":
      return [`${local(stmt.target)} = merge(${local(stmt.a)}, ${local(stmt.b)});`];
    case "ProbeStmt": {
      const call = `runtime.probes.${probeName(stmt.probe)}(${[index(stmt.id), ...stmt.operands.map(value)].join(", ")})`;
      return [asks(stmt.probe) ? `if (!${call}) ${leave}` : `${call};`];
    }
    case "ResetLocalStmt":
      return [`${local(stmt.target)} = undefined;`];
    case "ResultSetAddStmt":
      return [`results.push(${local(stmt.value)});`];
    case "ReturnLocalStmt":
      return [`return ${local(stmt.source)};`];
    case "ScanStmt":
      return loopLines(stmt, scope, local, labels);
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

// Surely no number that is too large for the runtime, which ends the evaluation then.
const surelyNumber = /^-?\d{1,30}(?:\.\d{1,30})?$/;

/** The text of a number is data too: what is not plainly a number is left to the runtime. */
function numberCode(text: string, scope: Scope): string {
  const code = `number(${literal(text)})`;
  return smallNumber(text) ?? (surelyNumber.test(text) ? scope.constantOf(code) : code);
}

function smallNumber(text: string): string | undefined {
  const double = Number(text);
  if (!/^-?\d{1,15}$/.test(text) || !Number.isSafeInteger(double)) return undefined;
  return String(double === 0 ? 0 : double);
}

function dotCode({ source, key }: StatementFields["DotStmt"], scope: Scope, value: ValueCode): string {
  if (source.type !== "local") return "undefined";
  if (key.type === "string_index")
    return readCode(value(source), stringAt(key.value, scope), scope.facts.isJson(source.value));
  return `dot(${value(source)}, ${value(key)})`;
}

function equalCode({ a, b }: StatementFields["EqualStmt"], scope: Scope, value: ValueCode): string {
  // Of scalars, identity is equality.
  return isScalar(a, scope.facts) || isScalar(b, scope.facts)
    ? `${value(a)} === ${value(b)}`
    : `equal(${value(a)}, ${value(b)})`;
}

function loopLines(
  stmt: StatementFields["ScanStmt"],
  scope: Scope,
  local: LocalCode,
  labels: Labels,
): readonly string[] {
  const [position, keys, values] = [scope.fresh(), scope.fresh(), scope.fresh()];
  const [loop, next] = [scope.fresh(), scope.fresh()];
  const [source, part] = [local(stmt.source), scope.facts.ofPart(stmt.source)];
  // What holds in the first round need not hold in the next.
  scope.facts.forget(writtenIn(stmt.block));
  scope.facts.forgetMade();
  scope.facts.learn(stmt.key, undefined);
  scope.facts.learn(stmt.value, part?.kind === "madePart" ? undefined : part);
  const [key, value] = [local(stmt.key), local(stmt.value)];
  const isOrdered = !isOrderFree(stmt.block, scope.uses, scope.shared);
  const mayFail = (name: string) => scope.functionOf(name) !== undefined || dependsOnWorld(name);
  const isEnding = scope.ending === undefined && !isOrdered && endsAtFirst(stmt.block, mayFail);
  const inner = isEnding ? { ...scope, ending: loop } : scope;
  const body = innerLines(stmt.block, inner, [next, loop, ...labels]);
  const hasKey = scope.live.has(stmt.key);
  const order = part?.kind === "data" ? "kept" : isOrdered ? "sorted" : "any";
  return scanLines({ source, key, hasKey, value, order, body }, [
    `k${keys.slice(1)}`,
    `v${values.slice(1)}`,
    `i${position.slice(1)}`,
    loop,
    next,
  ]);
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
  scope.facts.forget([stmt.local]);
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
    ...innerLines(stmt.block, scope, [inner, ...labels]),
    `${done} = true;`,
    "}",
    `${target} = ${saved};`,
    `memo.epoch = ${epoch};`,
    `if (!${done}) break ${labels[0] ?? unknownLabel()};`,
  ];
}
