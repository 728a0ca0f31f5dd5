import type { Block, Local, Operand, Plan, PlanFunction, Statement, StatementFields } from "../plan/plan.ts";
import { isObject, objectSize, type Value } from "../values/value.ts";
import type { Entrypoint } from "./compiled-code.ts";
import type { DirectCall } from "./direct/index.ts";
import type { Runtime, Slot } from "./runtime.ts";

/** Ends an interpretation that goes on for so long that compiled code is worth its making. */
export class TooLong extends Error {}

/** Where to go on after a statement: the next one, or out of so many blocks, or out of the function. */
type Flow = number;
const next: Flow = -1;
const returned: Flow = -2;
const undefinedHere: Flow = 0;

/** Where a call by path leads that finds a function without a value: out of the whole reference (statements.ts). */
const reference: Flow = 3;

/** Out of one block less. */
const outer = (flow: Flow): Flow => (flow > 0 ? flow - 1 : flow);

/** What one call of a planned function works with. */
interface Frame {
  readonly locals: Map<Local, Slot>;
  readonly results: Value[];
  result: Slot;
}

/** Rules take the two documents and nothing else, and so give the same answer until another `with`. */
const ruleParameters = 2;

interface Interpreted {
  readonly planned: PlanFunction;
  epoch: number;
  value: Slot;
}

/**
 * Evaluates a plan as it stands, statement by statement. That is slow, but there is nothing to make first: generated
 * code takes longer to write and to compile than the first decisions take here.
 *
 * It does what generated code does (statements.ts), with the same functions, but leaves no body out by its guard. So
 * an error here may be none there.
 */
export class Interpreter {
  /** They throw {@link TooLong} when the steps are used up. */
  readonly entrypoints: ReadonlyMap<string, Entrypoint>;
  readonly #runtime: Runtime;
  readonly #strings: readonly string[];
  readonly #functions = new Map<string, Interpreted>();
  readonly #byPath = new Map<string, Interpreted>();
  readonly #builtins = new Map<string, DirectCall>();
  #stepsLeft: number;

  /** @param steps how many statements it may run, in all evaluations together */
  constructor(plan: Plan, runtime: Runtime, steps: number) {
    this.#runtime = runtime;
    this.#stepsLeft = steps;
    this.#strings = (plan.static?.strings ?? []).map(({ value }) => value);
    for (const planned of plan.funcs?.funcs ?? []) {
      const one = { planned, epoch: -1, value: undefined };
      this.#functions.set(planned.name, one);
      if (planned.path && planned.path.length > 0) this.#byPath.set(JSON.stringify(planned.path), one);
    }
    this.entrypoints = new Map(
      (plan.plans?.plans ?? []).map(({ name, blocks }) => [
        name,
        (input, data) => this.#runAll(blocks, [0, 1], [input, data]).results,
      ]),
    );
  }

  #call(one: Interpreted, args: readonly Slot[]): Slot {
    const { params, blocks } = one.planned;
    const isRule = params.length === ruleParameters;
    const { epoch } = this.#runtime.memo;
    if (isRule && one.epoch === epoch) return one.value;
    this.#runtime.spend(1);
    const { result } = this.#runAll(blocks, params, args);
    if (isRule) {
      one.epoch = epoch;
      one.value = result;
    }
    return result;
  }

  #runAll(blocks: readonly Block[], params: readonly Local[], args: readonly Slot[]): Frame {
    const locals = new Map<Local, Slot>(params.map((local, position) => [local, args[position]]));
    const frame: Frame = { locals, results: [], result: undefined };
    for (const block of blocks) if (this.#run(block, frame) === returned) break;
    return frame;
  }

  /** Runs a block, and says where the block goes on that it stands in. */
  #run(block: Block, frame: Frame): Flow {
    const flow = this.#statements(block, frame);
    return flow === undefinedHere ? next : outer(flow);
  }

  /** Runs the statements of a block to its end, or to the first that leaves it. */
  #statements({ stmts }: Block, frame: Frame): Flow {
    for (const statement of stmts) {
      if (--this.#stepsLeft < 0) throw new TooLong();
      const flow = this.#statement(statement, frame);
      if (flow !== next) return flow;
    }
    return next;
  }

  #statement({ type, stmt }: Statement, frame: Frame): Flow {
    const { locals } = frame;
    const runtime = this.#runtime;
    const value = (operand: Operand): Slot => this.#valueOf(operand, frame);
    const assign = (target: Local, result: Slot): Flow => {
      locals.set(target, result);
      return next;
    };
    /** The statement is undefined unless a test holds. */
    const holds = (test: boolean): Flow => (test ? next : undefinedHere);
    const defined = (target: Local, result: Slot): Flow => {
      locals.set(target, result);
      return holds(result !== undefined);
    };
    switch (type) {
      case "ArrayAppendStmt":
        runtime.append(locals.get(stmt.array), value(stmt.value));
        return next;
      case "AssignIntStmt":
      case "MakeNumberIntStmt":
        return assign(stmt.target, runtime.number(String(stmt.value)));
      case "MakeNumberRefStmt":
        return assign(stmt.target, runtime.number(this.#stringAt(stmt.Index)));
      case "AssignVarOnceStmt":
        return assign(stmt.target, runtime.assignOnce(locals.get(stmt.target), value(stmt.source)));
      case "AssignVarStmt":
        return assign(stmt.target, value(stmt.source));
      case "BlockStmt":
        for (const block of stmt.blocks ?? []) {
          const flow = this.#run(block, frame);
          if (flow !== next) return flow;
        }
        return next;
      case "BreakStmt":
        return stmt.index;
      case "CallStmt":
        return defined(stmt.result, this.#calls(stmt, (stmt.args ?? []).map(value)));
      case "CallDynamicStmt": {
        const path = stmt.path.map(value);
        const found = path.every((step) => typeof step === "string")
          ? this.#byPath.get(JSON.stringify(path))
          : undefined;
        if (found === undefined) return undefinedHere;
        const result = this.#call(
          found,
          stmt.args.map((local) => locals.get(local)),
        );
        locals.set(stmt.result, result);
        return result === undefined ? reference : next;
      }
      case "DotStmt":
        return defined(
          stmt.target,
          stmt.source.type === "local" ? runtime.dot(value(stmt.source), value(stmt.key)) : undefined,
        );
      case "EqualStmt":
        return holds(runtime.equal(value(stmt.a), value(stmt.b)));
      case "NotEqualStmt":
        return holds(!runtime.equal(value(stmt.a), value(stmt.b)));
      case "IsArrayStmt":
        return holds(runtime.isArray(value(stmt.source)));
      case "IsObjectStmt":
        return holds(runtime.isObject(value(stmt.source)));
      case "IsSetStmt":
        return holds(runtime.isSet(value(stmt.source)));
      case "IsDefinedStmt":
        return holds(locals.get(stmt.source) !== undefined);
      case "IsUndefinedStmt":
        return holds(locals.get(stmt.source) === undefined);
      case "LenStmt":
        return assign(stmt.target, runtime.length(value(stmt.source)));
      case "MakeArrayStmt":
        return assign(stmt.target, runtime.array());
      case "MakeNullStmt":
        return assign(stmt.target, null);
      case "MakeObjectStmt":
        return assign(stmt.target, runtime.object());
      case "MakeSetStmt":
        return assign(stmt.target, runtime.set());
      case "NopStmt":
        return next;
      case "NotStmt": {
        const flow = this.#statements(stmt.block, frame);
        if (flow === next) return undefinedHere;
        return flow === undefinedHere ? next : outer(flow);
      }
      case "ObjectInsertOnceStmt":
        runtime.insertOnce(locals.get(stmt.object), value(stmt.key), value(stmt.value));
        return next;
      case "ObjectInsertStmt":
        runtime.insert(locals.get(stmt.object), value(stmt.key), value(stmt.value));
        return next;
      case "ObjectMergeStmt":
        return assign(stmt.target, runtime.merge(locals.get(stmt.a), locals.get(stmt.b)));
      case "ProbeStmt":
        throw new Error("what probes see is told by generated code alone");
      case "ResetLocalStmt":
        return assign(stmt.target, undefined);
      case "ResultSetAddStmt":
        frame.results.push(locals.get(stmt.value) as Value);
        return next;
      case "ReturnLocalStmt":
        frame.result = locals.get(stmt.source);
        return returned;
      case "ScanStmt":
        return this.#scan(stmt, frame);
      case "SetAddStmt":
        runtime.addTo(locals.get(stmt.set), value(stmt.value));
        return next;
      case "WithStmt":
        return this.#with(stmt, frame);
    }
  }

  #calls({ func }: StatementFields["CallStmt"], args: readonly Slot[]): Slot {
    const planned = this.#functions.get(func);
    if (planned !== undefined) return this.#call(planned, args);
    let builtin = this.#builtins.get(func);
    if (builtin === undefined) {
      builtin = this.#runtime.builtin(func);
      this.#builtins.set(func, builtin);
    }
    return builtin(...args);
  }

  /** In Rego's order, which is right for every loop. */
  #scan({ source, key, value, block }: StatementFields["ScanStmt"], frame: Frame): Flow {
    const { locals } = frame;
    const collection = locals.get(source);
    // What is not gone through to its end need not be sorted.
    if (isObject(collection) && objectSize(collection) > this.#stepsLeft) throw new TooLong();
    const keys = this.#runtime.scanKeys(collection);
    const values = this.#runtime.scanValues(collection, keys);
    this.#runtime.spend(1 + values.length);
    for (let position = 0; position < values.length; position++) {
      locals.set(key, keys === undefined ? position : keys[position]);
      locals.set(value, values[position]);
      const flow = this.#statements(block, frame);
      if (flow === next || flow === undefinedHere) continue;
      // Out of the block is to the next round; out of one more ends the loop.
      return flow === 1 ? next : outer(outer(flow));
    }
    return next;
  }

  #with({ local, path, value, block }: StatementFields["WithStmt"], frame: Frame): Flow {
    const { locals } = frame;
    const { memo, upsert } = this.#runtime;
    const [saved, epoch] = [locals.get(local), memo.epoch];
    const steps = (path ?? []).map((step) => this.#stringAt(step));
    const given = this.#valueOf(value, frame);
    // What rules gave before does not hold with another document.
    memo.epoch = ++memo.last;
    locals.set(local, steps.length === 0 ? given : upsert(saved, steps, given));
    const flow = this.#statements(block, frame);
    locals.set(local, saved);
    memo.epoch = epoch;
    return outer(flow);
  }

  #valueOf(operand: Operand, { locals }: Frame): Slot {
    switch (operand.type) {
      case "local":
        return locals.get(operand.value);
      case "string_index":
        return this.#stringAt(operand.value);
      case "bool":
        return operand.value;
    }
  }

  #stringAt(position: number): string {
    const text = this.#strings[position];
    if (text === undefined) throw new Error("the plan refers to a string that it lacks");
    return text;
  }
}
