import { expect, it } from "vitest";
import { askedOnce } from "../../src/lower/element-questions.ts";
import type { Read, Variable } from "../../src/lower/formula.ts";
import { createNames } from "../../src/lower/names.ts";
import { enterVariable, newModuleScope, newScope, type Scope } from "../../src/lower/scope.ts";
import { bind, holds, scalar, variable } from "../../src/rego/terms.ts";

const span = { file: "policy.ts", line: 1, column: 1, endLine: 1, endColumn: 1 };
const text = { kind: "string" } as const;
const element = { kind: "object", properties: { name: { schema: text, optional: false } } } as const;

/** The way to an element called `item`, in a body that has these names already. */
function way(id: number, names: readonly string[]): { readonly scope: Scope; readonly read: Read } {
  const scope = newScope("deny", newModuleScope(createNames()));
  for (const name of names) scope.statements.push(bind(scope.names.fresh(name), scalar(id)));
  const collection = { kind: "constants", values: [] } as const;
  const entered: Variable = { id, name: "item", collection };
  enterVariable(scope, entered, "item");
  const root = { kind: "variable", variable: entered, schema: element, trusted: false } as const;
  const read: Read = {
    kind: "read",
    root,
    steps: [{ key: "name", presence: "required", schema: text }],
    schema: text,
    span,
  };
  return { scope, read };
}

it("writes what is asked of an element once, after each way to one", () => {
  let written = 0;
  const ask = askedOnce((scope) => {
    written += 1;
    return [...scope.statements, holds(variable(scope.names.fresh("name")), "policy")];
  });
  const asked = holds(variable("name"), "policy");
  const first = way(1, ["containers"]);
  const second = way(2, ["init_containers", "other"]);
  expect(ask(first.scope, first.read)).toEqual([...first.scope.statements, asked]);
  expect(ask(second.scope, second.read)).toEqual([...second.scope.statements, asked]);
  expect(written).toBe(1);
});

it("writes it anew where a name is taken, and for a value that is elsewhere", () => {
  const ask = askedOnce((scope) => [
    ...scope.statements,
    holds(variable(scope.names.fresh("name")), "policy"),
  ]);
  const first = way(1, []);
  const taken = way(2, ["name"]);
  expect(ask(first.scope, first.read)).toEqual([holds(variable("name"), "policy")]);
  expect(ask(taken.scope, taken.read)?.at(-1)).toEqual(holds(variable("name_2"), "policy"));
  expect(ask(first.scope, first.read)).toEqual([holds(variable("name"), "policy")]);
  const [step] = first.read.steps;
  const deeper = { ...first.read, steps: step === undefined ? [] : [step, { ...step, key: "other" }] };
  const asked: Read[] = [];
  const note = askedOnce((_, read) => {
    asked.push(read);
    return undefined;
  });
  for (const read of [first.read, deeper, first.read]) note(first.scope, read);
  expect(asked).toEqual([first.read, deeper]);
});
