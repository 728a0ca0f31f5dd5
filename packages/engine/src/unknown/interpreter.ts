import type { Block, Operand, Statement, StatementFields } from "../plan/plan.ts";
import { numberOfText } from "../values/number.ts";
import { addedTo, appended, empty, inserted, insertedOnce, merged, upserted } from "./build.ts";
import type { BuiltinCalls } from "./builtin-calls.ts";
import { equalTerms, termAt } from "./compare.ts";
import { evaluationFailure, PlanMistake } from "./failure.ts";
import { Frame } from "./frame.ts";
import { kindsOf } from "./kinds.ts";
import type { Code, Program, ProgramFunction } from "./program.ts";
import type { Run } from "./run.ts";
import { pairsOf, scanUnknown } from "./scan.ts";
import { type MaybeAbsent, type Slot, type Term, Unknown } from "./term.ts";
import { sizeOf } from "./term-builtins.ts";

/** How a block ended: at its end, with a return, or by leaving so many blocks around it. */
type Ending = number;
const atEnd: Ending = -1;
const returned: Ending = -2;

type Given = Slot | MaybeAbsent;

/** Runs a plan on terms, once. The statements mean what they mean in OPA's v1/ir and internal/compiler/wasm. */
export class Interpreter {
  readonly #program: Program;
  readonly #run: Run;
  readonly #calls: BuiltinCalls;
  readonly #remembered = new Map<string, { readonly epoch: number; readonly value: Slot }>();
  #epoch = 0;
  #lastEpoch = 0;
  #results: Term[] = [];
  #returned: Slot;

  constructor(program: Program, run: Run, calls: BuiltinCalls) {
    this.#program = program;
    this.#run = run;
    this.#calls = calls;
  }

  /** The results of an entry point. */
  evaluate(code: Code, input: Given, data: Term): readonly Term[] {
    this.#results = [];
    const frame = new Frame(this.#run, code.loops);
    frame.write(0, input);
    frame.write(1, data);
    this.#blocks(code.blocks, frame);
    return this.#results;
  }

  /** What a rule gave is the same until a document changes. */
  #call(called: ProgramFunction, args: readonly Given[]): Slot {
    if (called.params.length !== 2) return this.#callOnce(called, args);
    const known = this.#remembered.get(called.name);
    if (known?.epoch === this.#epoch) return known.value;
    const epoch = this.#epoch;
    const value = this.#callOnce(called, args);
    this.#remembered.set(called.name, { epoch, value });
    return value;
  }

  #callOnce(called: ProgramFunction, args: readonly Given[]): Slot {
    const frame = new Frame(this.#run, called.loops);
    for (const [position, param] of called.params.entries()) frame.write(param, args[position]);
    this.#returned = undefined;
    const ending = this.#blocks(called.blocks, frame);
    const value = ending === returned ? this.#returned : undefined;
    this.#returned = undefined;
    return value;
  }

  #blocks(blocks: readonly Block[], frame: Frame): Ending {
    for (const block of blocks) {
      const ending = this.#statements(block, frame);
      if (ending === returned) return returned;
      if (ending > 0) return ending - 1;
    }
    return atEnd;
  }

  #statements(block: Block, frame: Frame): Ending {
    for (const statement of block.stmts) {
      this.#run.spend(1);
      const ending = this.#statement(statement, frame);
      if (ending !== atEnd) return ending;
    }
    return atEnd;
  }

  #statement({ type, stmt }: Statement, frame: Frame): Ending {
    const run = this.#run;
    switch (type) {
      case "ArrayAppendStmt":
        return this.#fill(frame, stmt.array, (array) => appended(run, array, this.#term(stmt.value, frame)));
      case "SetAddStmt":
        return this.#fill(frame, stmt.set, (set) => addedTo(run, set, this.#term(stmt.value, frame)));
      case "ObjectInsertStmt":
        return this.#fill(frame, stmt.object, (object) =>
          inserted(run, object, this.#term(stmt.key, frame), this.#term(stmt.value, frame)),
        );
      case "ObjectInsertOnceStmt":
        return this.#fill(frame, stmt.object, (object) => {
          const made = insertedOnce(run, object, this.#term(stmt.key, frame), this.#term(stmt.value, frame));
          if (made === undefined)
            throw evaluationFailure("eval_conflict_error", "object keys must be unique");
          return made;
        });
      case "AssignIntStmt":
      case "MakeNumberIntStmt":
        return assign(frame, stmt.target, numberOf(numberOfText(String(stmt.value))));
      case "MakeNumberRefStmt":
        return assign(frame, stmt.target, numberOf(this.#program.numberAt(stmt.Index)));
      case "AssignVarOnceStmt":
        return assign(
          frame,
          stmt.target,
          this.#once(frame.read(stmt.target), this.#term(stmt.source, frame)),
        );
      case "AssignVarStmt":
        return assign(frame, stmt.target, this.#slot(stmt.source, frame));
      case "BlockStmt":
        return this.#blocks(stmt.blocks ?? [], frame);
      case "BreakStmt":
        return stmt.index;
      case "CallStmt":
        return this.#callStatement(stmt, frame);
      case "CallDynamicStmt":
        return this.#callByPath(stmt, frame);
      case "DotStmt":
        return this.#dot(stmt, frame);
      case "EqualStmt":
        return goOn(equalTerms(run, this.#term(stmt.a, frame), this.#term(stmt.b, frame)));
      case "NotEqualStmt":
        return goOn(!equalTerms(run, this.#term(stmt.a, frame), this.#term(stmt.b, frame)));
      case "IsArrayStmt":
        return this.#isOf(stmt.source, "array", frame);
      case "IsObjectStmt":
        return this.#isOf(stmt.source, "object", frame);
      case "IsSetStmt":
        return this.#isOf(stmt.source, "set", frame);
      case "IsDefinedStmt":
        return goOn(frame.read(stmt.source) !== undefined);
      case "IsUndefinedStmt":
        return goOn(frame.read(stmt.source) === undefined);
      case "LenStmt":
        return assign(frame, stmt.target, sizeOf(run, this.#term(stmt.source, frame)));
      case "MakeArrayStmt":
        return assign(frame, stmt.target, empty.array());
      case "MakeNullStmt":
        return assign(frame, stmt.target, null);
      case "MakeObjectStmt":
        return assign(frame, stmt.target, empty.object());
      case "MakeSetStmt":
        return assign(frame, stmt.target, empty.set());
      case "NopStmt":
      case "ProbeStmt":
        return atEnd;
      case "NotStmt": {
        const ending = this.#statements(stmt.block, frame);
        if (ending === atEnd) return 0;
        return ending > 0 ? ending - 1 : ending === returned ? returned : atEnd;
      }
      case "ObjectMergeStmt":
        return assign(frame, stmt.target, merged(run, there(frame.read(stmt.a)), there(frame.read(stmt.b))));
      case "ResetLocalStmt":
        return assign(frame, stmt.target, undefined);
      case "ResultSetAddStmt":
        this.#results.push(there(frame.read(stmt.value)));
        return atEnd;
      case "ReturnLocalStmt":
        this.#returned = frame.read(stmt.source);
        return returned;
      case "ScanStmt":
        return this.#scan(stmt, frame);
      case "WithStmt":
        return this.#with(stmt, frame);
    }
  }

  #slot(operand: Operand, frame: Frame): Slot {
    switch (operand.type) {
      case "local":
        return frame.read(operand.value);
      case "string_index":
        return this.#program.stringAt(operand.value);
      case "bool":
        return operand.value;
    }
  }

  #term(operand: Operand, frame: Frame): Term {
    return there(this.#slot(operand, frame));
  }

  #fill(frame: Frame, local: number, change: (container: Term) => Term): Ending {
    const before = there(frame.read(local));
    const after = change(before);
    // What it was called elsewhere in the function means the same container still.
    if (after !== before) frame.replace(before, after);
    return atEnd;
  }

  #once(target: Slot, source: Term): Term {
    if (target === undefined || equalTerms(this.#run, target, source)) return source;
    throw evaluationFailure("eval_conflict_error", "complete rules must not produce multiple outputs");
  }

  #isOf(operand: Operand, name: "array" | "object" | "set", frame: Frame): Ending {
    const term = this.#slot(operand, frame);
    return goOn(term !== undefined && this.#run.isOf(term, kindsOf(name)));
  }

  #dot({ source, key, target }: StatementFields["DotStmt"], frame: Frame): Ending {
    const [from, at] = [this.#slot(source, frame), this.#slot(key, frame)];
    const found = from === undefined || at === undefined ? undefined : termAt(this.#run, from, at);
    frame.write(target, found);
    return goOn(found !== undefined);
  }

  #callStatement({ func, args, result }: StatementFields["CallStmt"], frame: Frame): Ending {
    const called = this.#program.functions.get(func);
    const operands = args ?? [];
    const value =
      called === undefined
        ? this.#calls.call(
            this.#run,
            func,
            operands.map((operand) => this.#term(operand, frame)),
          )
        : this.#call(
            called,
            operands.map((operand) => this.#given(operand, frame)),
          );
    frame.write(result, value);
    return goOn(value !== undefined);
  }

  /** An argument of a function of the plan, which may well not use it. */
  #given(operand: Operand, frame: Frame): Given {
    return operand.type === "local" ? frame.raw(operand.value) : this.#slot(operand, frame);
  }

  #callByPath({ path, args, result }: StatementFields["CallDynamicStmt"], frame: Frame): Ending {
    const steps = path.map((step) => this.#slot(step, frame));
    const called = this.#program.byPath.find(
      (candidate) =>
        candidate.path.length === steps.length &&
        steps.every(
          (step, index) => step !== undefined && equalTerms(this.#run, step, candidate.path[index] ?? ""),
        ),
    );
    if (called === undefined) return 0;
    const value = this.#call(
      called,
      args.map((local) => frame.raw(local)),
    );
    frame.write(result, value);
    // As in the generated code: a function that is found decides, also when it is undefined.
    return value === undefined ? 3 : atEnd;
  }

  #scan(scan: StatementFields["ScanStmt"], frame: Frame): Ending {
    const source = frame.read(scan.source);
    if (source === undefined) return atEnd;
    let left: Ending = atEnd;
    const body = ([key, value]: readonly [Term, Term]) => {
      frame.write(scan.key, key);
      frame.write(scan.value, value);
      const ending = this.#statements(scan.block, frame);
      if (ending === atEnd || ending === 0) return false;
      left = ending;
      return true;
    };
    if (source instanceof Unknown) scanUnknown(this.#run, frame, scan, source, body);
    else {
      const pairs = pairsOf(this.#run, source);
      this.#run.spend(pairs.length);
      pairs.some(body);
    }
    return left > 1 ? left - 2 : left === returned ? returned : atEnd;
  }

  #with({ local, path, value, block }: StatementFields["WithStmt"], frame: Frame): Ending {
    const saved = frame.raw(local);
    const epoch = this.#epoch;
    const keys = (path ?? []).map((position) => this.#program.stringAt(position));
    const put =
      keys.length === 0
        ? this.#given(value, frame)
        : upserted(this.#run, frame.read(local), keys, this.#term(value, frame));
    frame.write(local, put);
    // What rules gave before does not hold with another document.
    this.#epoch = ++this.#lastEpoch;
    const ending = this.#statements(block, frame);
    frame.write(local, saved);
    this.#epoch = epoch;
    if (ending === atEnd || ending === returned) return ending;
    return ending === 0 ? 0 : ending - 1;
  }
}

function there(slot: Slot): Term {
  if (slot === undefined) throw new PlanMistake("the plan uses a value that is not there");
  return slot;
}

function numberOf(value: Slot): Term {
  if (value === undefined) throw evaluationFailure("eval_internal_error", "a number is too large");
  return value;
}

function assign(frame: Frame, target: number, value: Slot): Ending {
  frame.write(target, value);
  return atEnd;
}

/** To the next statement, or out of the block. */
function goOn(holds: boolean): Ending {
  return holds ? atEnd : 0;
}
