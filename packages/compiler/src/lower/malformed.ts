import { memoised } from "../memoised.ts";
import type { Rule, Statement, Term } from "../rego/ast.ts";
import { createNumbers } from "../rego/numbers.ts";
import { bodyKey } from "../rego/references.ts";
import { bind, call, compare, fails, holds, scalar } from "../rego/terms.ts";
import { collectionRead, goThrough } from "./collections.ts";
import { type Computation, dependenciesOf } from "./computation.ts";
import { isDocument } from "./data-reads.ts";
import { askedOnce } from "./element-questions.ts";
import type { Formula, Read, Root, Variable } from "./formula.ts";
import { helperUse } from "./guards.ts";
import { prefixOf, rootMayBeAbsent } from "./reads.ts";
import { continued, type ModuleScope, newScope, type Scope } from "./scope.ts";
import { localOf, lookUp, lookUpOrFalse, totalTerm } from "./terms.ts";
import { acceptsNull, standIn, typeTest } from "./types.ts";
import { readsBehind, untrustedReads } from "./untrusted-reads.ts";
import { variablesOf } from "./variables.ts";
import { createWayKeys } from "./way-keys.ts";

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
  const always = new Set(untrustedReads(checked.always).map(pathText));
  const reads = untrustedReads(formulas);
  if (reads.length === 0) return [];
  const entered = createEntered(module);
  const questions = [isMalformed, isAbsent].map(askedOnce);
  const numbers = createNumbers();
  const wayKey = createWayKeys();
  const seen = new Set<string>();
  // Different tests may go by one path: of every element, and of the one at a key that the input gives.
  const found = new Map<string, Rule>();
  for (const read of reads) {
    for (const length of testedLengths(read)) {
      const step = prefixOf(read, length);
      const first = always.has(pathText(read)) ? [] : checked.otherwise;
      const key = `${wayKey(step)} ${first.length > 0}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const way = entered(step);
      const path = pathText(step);
      for (const question of questions) {
        const asked = question(way, step);
        if (asked === undefined) continue;
        const body = [...first, ...module.equal(asked)];
        const same = `${path} ${bodyKey(body, numbers)}`;
        if (!found.has(same)) found.set(same, malformed(checked.set, path, body));
      }
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

/**
 * A wrong value on the way to a required one makes that one missing, so that the last required step is enough; below
 * something that may be missing, each step must be there when the one before it is.
 */
function testedLengths(read: Read): readonly number[] {
  const lengths: number[] = [];
  if (read.steps.length === 0 && read.root.kind === "variable") lengths.push(0);
  let certain = !rootMayBeAbsent(read);
  for (let length = 1; length <= read.steps.length; length += 1) {
    const step = read.steps[length - 1];
    const next = read.steps[length];
    certain &&= step?.presence === "required";
    // A union is told apart by more than what is read of it.
    const isUnion = step?.schema.kind === "union";
    if (!certain || isUnion || next?.presence !== "required") lengths.push(length);
  }
  return lengths;
}

function isMalformed(scope: Scope, read: Read): readonly Statement[] | undefined {
  const step = read.steps[read.steps.length - 1];
  const schema = step === undefined ? read.root.schema : step.schema;
  // A document that is missing is read as null, whatever its type is.
  const nullable = step?.presence === "optional" || (step?.presence === "keyed" && isDocument(read));
  if (typeTest(schema, scalar(null), nullable, helperUse(scope)) === undefined) return undefined;
  askForParent(scope, read);
  const value = valueTested(scope, read, step?.presence === "keyed" ? standIn(schema) : undefined);
  if (nullable) scope.statements.push(holds(compare(value, "!=", scalar(null)), "policy"));
  const test = typeTest(schema, value, false, helperUse(scope));
  if (test === undefined) return undefined;
  return [...scope.statements, ...refuted(scope, test)];
}

/**
 * Where null is a value of a required property, it does not stand for one that is absent: that is what depends on the
 * default that it is looked up with. In documents, that also tells a null that is no value from what is missing.
 */
function isAbsent(scope: Scope, read: Read): readonly Statement[] | undefined {
  const step = read.steps[read.steps.length - 1];
  if (step?.presence === "keyed" && isDocument(read) && !acceptsNull(step.schema)) {
    const value = lookUpOrFalse(scope, read);
    return [...scope.statements, holds(compare(value, "==", scalar(null)), "policy")];
  }
  if (step?.presence !== "required" || !acceptsNull(step.schema)) return undefined;
  askForParent(scope, read);
  const value = localOf(scope, read, false, true);
  const other = lookUpOrFalse(scope, read);
  scope.statements.push(holds(compare(value, "!=", other), "policy"));
  return scope.statements;
}

/** A required value must be there whenever the optional one that it belongs to is. */
function askForParent(scope: Scope, read: Read): void {
  if (read.steps[read.steps.length - 1]?.presence !== "required") return;
  if (!rootMayBeAbsent(read) && read.steps.every((inner) => inner.presence === "required")) return;
  const parent = localOf(scope, prefixOf(read, read.steps.length - 1), false);
  scope.statements.push(holds(compare(parent, "!=", scalar(null)), "policy"));
}

/** `not` over the test, with a call inside it bound to a name first. */
function refuted(scope: Scope, test: Term): readonly Statement[] {
  if (test.kind === "comparison" && (test.left.kind === "call" || test.left.kind === "array")) {
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

/** Gives the scope of the way to a read, in which the elements that its path leads through have names. */
type Entered = (read: Read) => Scope;

/** Many paths lead through the same elements: the way to these is written once, and each path goes on from there. */
function createEntered(module: ModuleScope): Entered {
  const known = new Map<string, { readonly scope: Scope; readonly names: number }>();
  const enter = (variables: readonly Variable[]): Scope => {
    const key = variables.map(({ id }) => id).join(" ");
    const names = module.names.given();
    const found = known.get(key);
    // A name that the module has handed out since then must not be that of a local variable.
    if (found?.names === names) return found.scope;
    const last = variables.at(-1);
    const scope = last === undefined ? newScope("deny", module) : continued(enter(variables.slice(0, -1)));
    if (last !== undefined) {
      enterElements(scope, last);
      scope.statements.splice(0, Infinity, ...module.equal(scope.statements));
    }
    known.set(key, { scope, names });
    return scope;
  };
  return (read) => enter(variablesAlong(read));
}

function enterElements(scope: Scope, variable: Variable): void {
  const of = collectionRead(variable.collection);
  if (of !== undefined) goThrough(scope, variable, localOf(scope, of, false, true));
}

/** The variables that the path of a read leads through. */
function variablesAlong({ root, steps }: Read): readonly Variable[] {
  const isPlain = steps.every(({ key }) => typeof key !== "object");
  return isPlain ? variablesOfRoot(root) : variablesOf([root, steps]);
}

const variablesOfRoot = memoised((root: Root) => variablesOf([root]));

/** `input.attributes.source.principal`, `input.parsed_query["a-b"]`, `input.parsed_path[*]`. */
const pathText: (read: Read) => string = memoised((read: Read) => {
  const steps = read.steps.map(({ key }) => {
    if (typeof key === "object") return "[*]";
    if (typeof key === "number") return `[${key}]`;
    return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `${rootText(read.root)}${steps.join("")}`;
});

const rootText = memoised((root: Root): string => {
  if (root.kind === "computed") return computedText(root.computation);
  if (root.kind === "data") return "data";
  if (root.kind !== "variable") return "input";
  const of = collectionRead(root.variable.collection);
  if (of === undefined) return "input";
  // The elements of a list that was made of others are elements of those.
  return of.root.kind === "computed" && of.steps.length === 0 ? pathText(of) : `${pathText(of)}[*]`;
});

function computedText(computation: Computation): string {
  if (computation.kind === "narrowed") return pathText(computation.of);
  const [first] = readsBehind(dependenciesOf(computation).operands);
  const [listed] = first === undefined ? untrustedReads([dependenciesOf(computation).elements]) : [first];
  return listed === undefined ? "input" : `${pathText(listed)}[*]`;
}
