import type { Json, JsonObject, ParsedRego } from "@bylaw/engine";
import { isObject, listOf, objectOf } from "../../json-value.ts";

/** The decision that holds the values of all rules of a policy. */
export const allRulesPath = "bylaw_mutation/rules";

/**
 * A module that asks for every rule of some modules.
 *
 * @param isPolicy whether a module is one of them
 */
export function allRulesModule(parsed: readonly ParsedRego[], isPolicy: (file: string) => boolean): string {
  const paths = new Set<string>();
  for (const { file, tree } of parsed) {
    if (!isPolicy(file)) continue;
    const path = listOf(objectOf(tree.package).path).map((part) => String(objectOf(part).value));
    for (const rule of listOf(tree.rules).map(objectOf)) {
      const head = objectOf(rule.head);
      // A function has no value of its own.
      if (listOf(head.args).length > 0) continue;
      paths.add(JSON.stringify([...path.slice(1), ...constantName(head)]));
    }
  }
  const values = [...paths].sort().map((text) => {
    const names: readonly string[] = JSON.parse(text);
    const reference = `data${names.map((name) => `[${JSON.stringify(name)}]`).join("")}`;
    return `\t${JSON.stringify(names.join("."))}: [value | value := ${reference}],\n`;
  });
  return `package bylaw_mutation\n\nrules := {\n${values.join("")}}\n`;
}

function constantName(head: JsonObject): readonly string[] {
  const parts = listOf(head.ref).map(objectOf);
  if (parts.length === 0) return [String(head.name ?? "")];
  const end = parts.findIndex(({ type }, index) => index > 0 && type !== "string");
  return parts.slice(0, end === -1 ? parts.length : end).map(({ value }) => String(value));
}

/** The inputs that tests put in place with `with input as`, as far as they are written out. */
export function inputsIn(parsed: readonly ParsedRego[]): readonly Json[] {
  const found: Json[] = [];
  const visit = (node: Json | undefined): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    else if (isObject(node)) {
      for (const one of listOf(node.with).map(objectOf)) {
        const target = listOf(objectOf(one.target).value).map(objectOf);
        const value =
          target.length === 1 && target[0]?.value === "input" ? constantOf(objectOf(one.value)) : undefined;
        if (value !== undefined) found.push(value);
      }
      for (const [name, child] of Object.entries(node)) if (name !== "location") visit(child);
    }
  };
  for (const { tree } of parsed) visit(tree.rules);
  return found;
}

function constantOf({ type, value }: JsonObject): Json | undefined {
  switch (type) {
    case "string":
    case "number":
    case "boolean":
    case "null":
      return value ?? null;
    case "array": {
      const elements = listOf(value).map((one) => constantOf(objectOf(one)));
      return elements.includes(undefined) ? undefined : (elements as Json);
    }
    case "object": {
      const entries = listOf(value).map((entry) => listOf(entry).map((one) => constantOf(objectOf(one))));
      if (entries.some(([key, one]) => typeof key !== "string" || one === undefined)) return undefined;
      return Object.fromEntries(entries) as Json;
    }
    default:
      return undefined;
  }
}
