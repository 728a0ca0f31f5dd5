import type { Flow, FlowBlock, FlowOperand } from "./flow-program.ts";

type Scalar = string | number | boolean | null;

/** A value that is in the policy's text: a scalar, or an array of scalars. */
export type Constant = Scalar | readonly Scalar[];

/** What is known about the locals of one function without running it. */
export interface KnownLocals {
  /** The constant that an operand of a statement is; undefined when it is none. */
  constantAt(flow: Flow, operand: FlowOperand): Constant | undefined;
  /**
   * Locals that are only ever looked into by the statement right after the one that found them, so that nobody can
   * tell which of the two lookups failed.
   */
  readonly passedOn: ReadonlySet<number>;
}

/** Examines the blocks of a function or of an entry point. */
export function knownLocals(blocks: readonly FlowBlock[]): KnownLocals {
  const constants = new Map<Flow, ReadonlyMap<number, Constant>>();
  for (const block of blocks) follow(block, new Map(), constants);
  return {
    constantAt: (flow, operand) =>
      operand.kind === "constant" ? operand.value : constants.get(flow)?.get(operand.local),
    passedOn: passedOn(blocks),
  };
}

/**
 * Goes through a block in the order of its execution. To reach a statement is to have executed all before it in its
 * block, so what those assigned holds.
 */
function follow(
  block: FlowBlock,
  before: ReadonlyMap<number, Constant>,
  constants: Map<Flow, ReadonlyMap<number, Constant>>,
) {
  const known = new Map(before);
  const constantOf = (operand: FlowOperand) =>
    operand.kind === "constant" ? operand.value : known.get(operand.local);
  const learn = (local: number, value: Constant | undefined) => {
    if (value === undefined) known.delete(local);
    else known.set(local, value);
  };
  for (const flow of block) {
    switch (flow.kind) {
      case "constant":
        learn(flow.target, flow.value);
        break;
      case "copy":
        learn(flow.target, constantOf(flow.source));
        break;
      case "make":
        learn(flow.target, flow.what === "array" ? [] : undefined);
        break;
      case "append": {
        const array = known.get(flow.array);
        const element = constantOf(flow.value);
        const scalar = element !== undefined && !isList(element) ? element : undefined;
        learn(flow.array, isList(array) && scalar !== undefined ? [...array, scalar] : undefined);
        break;
      }
      case "scan":
      case "with":
      case "blocks": {
        const inner = flow.kind === "blocks" ? flow.blocks : [flow.block];
        // They may run several times or in part, so what they assign is not known, neither in them nor after.
        for (const { flow: one } of flowsOf(inner))
          for (const local of localsWritten(one)) known.delete(local);
        for (const local of localsWritten(flow)) known.delete(local);
        for (const one of inner) follow(one, known, constants);
        break;
      }
      case "lookup":
      case "compare":
      case "call":
        constants.set(flow, onlyOf(known, localsRead(flow)));
        for (const local of localsWritten(flow)) known.delete(local);
        break;
      case "callByPath":
      case "consume":
      case "measure":
      case "reset":
        for (const local of localsWritten(flow)) known.delete(local);
        break;
      case "inspect":
      case "return":
      case "nothing":
        break;
    }
  }
}

function onlyOf(known: ReadonlyMap<number, Constant>, locals: readonly number[]) {
  const some = new Map<number, Constant>();
  for (const local of locals) {
    const value = known.get(local);
    if (value !== undefined) some.set(local, value);
  }
  return some;
}

function isList(value: Constant | undefined): value is readonly Scalar[] {
  return Array.isArray(value);
}

function passedOn(blocks: readonly FlowBlock[]): ReadonlySet<number> {
  const reads = new Map<number, number>();
  const chained = new Map<number, number>();
  const count = (into: Map<number, number>, local: number) => into.set(local, (into.get(local) ?? 0) + 1);
  for (const { flow, block, index } of flowsOf(blocks)) {
    for (const local of localsRead(flow)) count(reads, local);
    if (flow.kind !== "lookup") continue;
    const next = block.slice(index + 1).find((later) => later.kind !== "constant");
    const into = next?.kind === "lookup" && next.source.kind === "local" ? next.source.local : undefined;
    if (into === flow.target) count(chained, into);
  }
  return new Set([...chained].filter(([local, times]) => reads.get(local) === times).map(([local]) => local));
}

/** All statements of blocks, at any depth, with where they are. */
function* flowsOf(
  blocks: readonly FlowBlock[],
): Generator<{ readonly flow: Flow; readonly block: FlowBlock; readonly index: number }> {
  for (const block of blocks) {
    for (const [index, flow] of block.entries()) {
      yield { flow, block, index };
      if (flow.kind === "blocks") yield* flowsOf(flow.blocks);
      else if (flow.kind === "scan" || flow.kind === "with") yield* flowsOf([flow.block]);
    }
  }
}

function localsRead(flow: Flow): readonly number[] {
  const held = (...operands: readonly FlowOperand[]) =>
    operands.flatMap((operand) => (operand.kind === "local" ? [operand.local] : []));
  switch (flow.kind) {
    case "copy":
    case "inspect":
    case "measure":
      return held(flow.source);
    case "append":
      return held(flow.value);
    case "lookup":
      return held(flow.source, flow.key);
    case "scan":
    case "return":
      return [flow.source];
    case "compare":
      return held(flow.left, flow.right);
    case "consume":
      return held(...flow.sources);
    case "call":
      return held(...flow.args);
    case "callByPath":
      return held(...flow.path, ...flow.args);
    case "with":
      return held(flow.value);
    case "constant":
    case "make":
    case "blocks":
    case "reset":
    case "nothing":
      return [];
  }
}

function localsWritten(flow: Flow): readonly number[] {
  switch (flow.kind) {
    case "copy":
    case "constant":
    case "make":
    case "lookup":
    case "measure":
    case "reset":
      return [flow.target];
    case "scan":
      return [flow.key, flow.value];
    case "consume":
      return flow.target === undefined ? [] : [flow.target];
    case "call":
    case "callByPath":
      return [flow.result];
    case "append":
      return [flow.array];
    case "with":
      return [flow.local];
    case "compare":
    case "inspect":
    case "return":
    case "blocks":
    case "nothing":
      return [];
  }
}
