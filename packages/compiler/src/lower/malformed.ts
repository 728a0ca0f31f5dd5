import type { Rule, Statement, Term } from "../rego/ast.ts";
import { bind, call, compare, fails, holds, scalar } from "../rego/terms.ts";
import type { Formula, Operand, Read, Variable } from "./formula.ts";
import { helperUse, operandsOf } from "./guards.ts";
import { isTrusted, prefixOf } from "./reads.ts";
import { type ModuleScope, newScope, type Scope } from "./scope.ts";
import { localOf, lookUp, totalTerm } from "./terms.ts";
import { standIn, typeTest } from "./types.ts";

/** The label under which a deny rule's malformed reads deny. */
export const malformedInput = "malformed input";

/** How paths are checked: what `always` reads is, all else after the statements of `otherwise`. */
export interface Checks {
  /** The set of the malformed paths. */
  readonly set: string;
  readonly always: readonly Formula[];
  readonly otherwise: readonly Statement[];
}

/**
 * The rules of `malformed`: one for each step of each path that the deny rules read, the input itself first. They
 * hold for a value that is not what its type says, and never for one that is.
 */
export function malformedRules(
  formulas: readonly Formula[],
  module: ModuleScope,
  checked: Checks = { set: "malformed", always: [], otherwise: [] },
): readonly Rule[] {
  const always = new Set(checked.always.flatMap(untrustedReads).map(pathText));
  const reads = formulas.flatMap(untrustedReads);
  if (reads.length === 0) return [];
  const found = new Map<string, Rule>();
  for (const read of reads) {
    for (const length of testedLengths(read)) {
      const step = prefixOf(read, length);
      const key = pathText(step);
      if (found.has(key)) continue;
      const rule = malformedRule(step, checked.set, module);
      if (rule?.kind !== "rule") continue;
      const first = always.has(pathText(read)) ? [] : checked.otherwise;
      found.set(key, { ...rule, body: [...first, ...rule.body] });
    }
  }
  return [
    malformed(checked.set, "input", [fails({ kind: "variable", name: "input_is_object" }, "policy")]),
    ...found.values(),
    { kind: "default", name: "input_is_object", value: false },
    {
      kind: "rule",
      head: { kind: "complete", name: "input_is_object" },
      body: [holds(call("is_object", { kind: "variable", name: "input" }), "policy")],
    },
  ];
}

function malformed(set: string, path: string, body: readonly Statement[]): Rule {
  return { kind: "rule", head: { kind: "contains", name: set, element: scalar(path) }, body };
}

/** A wrong value on the way to a required one makes that one missing, so that the last required step is enough. */
function testedLengths(read: Read): readonly number[] {
  const lengths: number[] = [];
  if (read.steps.length === 0 && read.root.kind === "variable") lengths.push(0);
  for (let length = 1; length <= read.steps.length; length += 1) {
    const step = read.steps[length - 1];
    const next = read.steps[length];
    if (step?.presence !== "required" || next?.presence !== "required") lengths.push(length);
  }
  return lengths;
}

function malformedRule(read: Read, set: string, module: ModuleScope): Rule | undefined {
  const scope = newScope("deny", module);
  enterVariables(scope, read);
  const step = read.steps[read.steps.length - 1];
  const schema = step === undefined ? read.root.schema : step.schema;
  const nullable = step?.presence === "optional";
  if (typeTest(schema, scalar(null), nullable, helperUse(scope)) === undefined) return undefined;
  if (
    step !== undefined &&
    step.presence === "required" &&
    read.steps.some((inner) => inner.presence !== "required")
  ) {
    // The value must be there whenever the optional one that it belongs to is.
    const parent = localOf(scope, prefixOf(read, read.steps.length - 1), false);
    scope.statements.push(holds(compare(parent, "!=", scalar(null)), "policy"));
  }
  const value = valueTested(scope, read, step?.presence === "keyed" ? standIn(schema) : undefined);
  if (nullable) scope.statements.push(holds(compare(value, "!=", scalar(null)), "policy"));
  const test = typeTest(schema, value, false, helperUse(scope));
  if (test === undefined) return undefined;
  return malformed(set, pathText(read), [...scope.statements, ...refuted(scope, test)]);
}

/** `not` over the test, with a call inside it bound to a name first. */
function refuted(scope: Scope, test: Term): readonly Statement[] {
  if (test.kind === "comparison" && test.left.kind === "call") {
    const name = scope.names.fresh("type");
    return [bind(name, test.left), fails({ ...test, left: { kind: "variable", name } }, "policy")];
  }
  return [fails(test, "policy")];
}

function valueTested(scope: Scope, read: Read, fallback: Term | undefined): Term {
  if (read.steps.length === 0) return totalTerm(scope, read);
  if (fallback === undefined) return localOf(scope, read, false, true);
  const last = read.steps[read.steps.length - 1]?.key;
  const name = scope.names.fresh(typeof last === "string" ? last : "element");
  scope.statements.push(bind(name, lookUp(scope, read, fallback)));
  return { kind: "variable", name };
}

/** Goes through the elements that a path leads through. */
function enterVariables(scope: Scope, read: Read): void {
  for (const variable of variablesOf(read)) {
    const { collection } = variable;
    if (collection.kind !== "read") continue;
    const elements = localOf(scope, collection, false, true);
    const name = scope.names.fresh(variable.name);
    scope.variables.set(variable.id, name);
    scope.statements.push({ kind: "some", variable: name, collection: elements, origin: "policy" });
  }
}

/** The variables from the outermost to the one that the path starts from. */
function variablesOf(read: Read): readonly Variable[] {
  if (read.root.kind !== "variable") return [];
  const { variable } = read.root;
  return variable.collection.kind === "read" ? [...variablesOf(variable.collection), variable] : [variable];
}

/** `input.attributes.source.principal`, `input.parsed_query["a-b"]`, `input.parsed_path[*]`. */
export function pathText(read: Read): string {
  const steps = read.steps.map(({ key }) => {
    if (typeof key === "number") return `[${key}]`;
    return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `${rootText(read)}${steps.join("")}`;
}

function rootText(read: Read): string {
  if (read.root.kind !== "variable") return "input";
  const { collection } = read.root.variable;
  return collection.kind === "read" ? `${pathText(collection)}[*]` : "input";
}

/** The reads of the documents that a condition rests on, those behind values of helpers among them. */
export function untrustedReads(formula: Formula): readonly Read[] {
  switch (formula.kind) {
    case "always":
    case "never":
    case "stuck":
      return [];
    case "touch":
      return formula.of.kind === "read" ? readsBehind(formula.of) : untrustedReads(formula.of);
    case "atom":
      return operandsOf(formula.atom).flatMap(readsBehindOperand);
    case "not":
      return untrustedReads(formula.operand);
    case "and":
    case "or":
      return [...untrustedReads(formula.left), ...untrustedReads(formula.right)];
    case "choose":
      return [formula.test, formula.whenTrue, formula.otherwise].flatMap(untrustedReads);
    case "quantified": {
      const { collection } = formula.variable;
      return [
        ...(collection.kind === "read" ? readsBehind(collection) : []),
        ...untrustedReads(formula.body),
      ];
    }
  }
}

function readsBehindOperand(operand: Operand): readonly Read[] {
  if (operand.kind === "read") return readsBehind(operand);
  return operand.kind === "count" ? readsBehind(operand.of) : [];
}

/** The reads of the input that a value comes from. */
function readsBehind(read: Read): readonly Read[] {
  if (read.root.kind === "helper") return read.root.call.arguments.flatMap(readsBehindOperand);
  if (isTrusted(read)) return [];
  return [read];
}
