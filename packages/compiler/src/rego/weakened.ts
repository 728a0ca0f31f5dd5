import type { Module, Statement, Term } from "./ast.ts";

/**
 * The module with one safeguard taken out, to show that a test notices. Never for use.
 */
export function withoutGuards(module: Module): Module {
  const bare = (body: readonly Statement[]): readonly Statement[] =>
    body.flatMap((statement): readonly Statement[] => {
      if (statement.origin === "guard") return [];
      if (statement.kind === "every") return [{ ...statement, body: bare(statement.body) }];
      if (statement.kind !== "assign" || statement.value.kind !== "comprehension") return [statement];
      return [{ ...statement, value: { ...statement.value, body: bare(statement.value.body) } }];
    });
  return mapBodies(module, bare);
}

/**
 * The module as a naive compiler would write it: values stand as plain references where they are negated or
 * compared, so that a missing one makes the statement undefined. Never for use.
 */
export function withNaiveNegation(module: Module): Module {
  return mapBodies(module, (body) => inlined(body, new Map()));
}

function mapBodies(module: Module, map: (body: readonly Statement[]) => readonly Statement[]): Module {
  return {
    ...module,
    rules: module.rules.map((rule) =>
      rule.kind === "rule" && rule.implements !== undefined
        ? { ...rule, body: withoutUnused(map(rule.body), rule.head) }
        : rule,
    ),
  };
}

function inlined(body: readonly Statement[], outer: ReadonlyMap<string, Term>): readonly Statement[] {
  const values = new Map(outer);
  return body.map((statement): Statement => {
    if (
      statement.kind === "assign" &&
      statement.origin === "binding" &&
      statement.target.kind === "variable"
    ) {
      const plain = plainReference(statement.value);
      if (plain !== undefined) values.set(statement.target.name, plain);
      return statement;
    }
    if (statement.kind === "every") return { ...statement, body: inlined(statement.body, values) };
    if (statement.kind !== "expression" || statement.origin === "guard") return statement;
    return { ...statement, term: replaced(statement.term, values) };
  });
}

/** `object.get(input, ["a", "b"], null)` as `input.a.b`. */
function plainReference(value: Term): Term | undefined {
  if (value.kind === "reference") return value;
  if (value.kind !== "call" || value.name !== "object.get") return undefined;
  const [head, path] = value.arguments;
  if (head === undefined || path?.kind !== "array") return undefined;
  return { kind: "reference", head, path: path.elements };
}

function replaced(term: Term, values: ReadonlyMap<string, Term>): Term {
  switch (term.kind) {
    case "variable":
      return values.get(term.name) ?? term;
    case "call":
      return (
        plainReference(term) ?? {
          ...term,
          arguments: term.arguments.map((argument) => replaced(argument, values)),
        }
      );
    case "comparison":
      return { ...term, left: replaced(term.left, values), right: replaced(term.right, values) };
    default:
      return term;
  }
}

/** Strict OPA refuses variables that nothing uses. */
function withoutUnused(body: readonly Statement[], head: unknown): readonly Statement[] {
  return body.filter((statement, index) => {
    if (statement.kind !== "assign" || statement.origin !== "binding" || statement.target.kind !== "variable")
      return true;
    const mention = `{"kind":"variable","name":${JSON.stringify(statement.target.name)}}`;
    if (JSON.stringify(head).includes(mention)) return true;
    return body.some((other, at) => at !== index && JSON.stringify(other).includes(mention));
  });
}
