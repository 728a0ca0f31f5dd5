import type { Json } from "@bylaw/engine";
import { isArray, isObject } from "../../json-value.ts";
import type { PolicyModule } from "../../policy/syntax.ts";
import { packageDeclaration } from "../rego-version.ts";

/**
 * Moves a module of a template into a package of its own, since templates do not see each other: references to libraries
 * follow, and rows stay.
 *
 * @param module parsed as its author wrote it
 * @param root the package of the template
 * @returns a text that says what Gatekeeper refuses in it, or the module's new text
 */
export function isolated(
  module: PolicyModule,
  root: string,
  isLib: boolean,
): { readonly refused: string } | { readonly text: string } {
  const refused = (what: string) => ({ refused: what });
  if (isLib && module.package[0] !== "lib") return refused("the package of a library must be below lib");
  const positions: Position[] = [];
  for (const { path } of module.imports) {
    const [first, second] = partsOf(path);
    const isLibrary = first?.value === "data" && second?.value === "lib";
    if (!isLibrary && first?.value !== "future")
      return refused(`it imports what only a library may be: ${textOf(path)}`);
    if (isLibrary && first !== undefined) positions.push(first);
  }
  for (const { node } of module.rules) {
    for (const [first, second] of dataReferences(node)) {
      if (second?.value === "lib") positions.push(first);
      else if (second?.value !== "inventory")
        return refused(
          `it refers to data.${second?.value ?? ""}, where only data.lib and data.inventory may be`,
        );
    }
  }
  const lines = module.text.split("\n");
  for (const { row, column } of [...positions].sort((a, b) => b.row - a.row || b.column - a.column)) {
    const line = [...(lines[row - 1] ?? "")];
    const end = column - 1 + "data".length;
    if (line.slice(column - 1, end).join("") !== "data")
      return refused(`a reference to a library at row ${row} is not found`);
    lines[row - 1] = `${line.slice(0, end).join("")}.${root}${line.slice(end).join("")}`;
  }
  const text = lines.join("\n");
  const declared = packageDeclaration.exec(text)?.[0];
  if (declared === undefined) return refused("its package is not written in one line");
  const before = declared.slice(0, declared.lastIndexOf("package"));
  const name = isLib ? [root, ...module.package.map((part) => `[${JSON.stringify(part)}]`)].join("") : root;
  return { text: `${before}package ${name}${text.slice(declared.length)}` };
}

interface Position {
  readonly row: number;
  readonly column: number;
  readonly value: Json | undefined;
}

function partsOf(ref: Json | undefined): readonly Position[] {
  if (!isObject(ref) || !isArray(ref.value)) return [];
  return ref.value.map((part) => {
    const location = isObject(part) && isObject(part.location) ? part.location : {};
    return {
      row: Number(location.row ?? 0),
      column: Number(location.col ?? 0),
      value: isObject(part) ? part.value : undefined,
    };
  });
}

function textOf(ref: Json | undefined): string {
  return partsOf(ref)
    .map(({ value }) => String(value))
    .join(".");
}

/** References that begin with `data`, and `data` alone. */
function dataReferences(node: Json): readonly (readonly [Position, Position | undefined])[] {
  const found: (readonly [Position, Position | undefined])[] = [];
  const waiting: Json[] = [node];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    if (isArray(next)) {
      waiting.push(...next);
      continue;
    }
    const [first, second] =
      next.type === "ref" ? partsOf(next) : partsOf({ value: next.type === "var" ? [next] : [] });
    if (first?.value === "data" && isVariable(next)) found.push([first, second]);
    if (next.type === "ref" && isArray(next.value)) {
      waiting.push(...next.value.slice(1));
      continue;
    }
    for (const [name, child] of Object.entries(next))
      if (name !== "location" && name !== "annotations") waiting.push(child);
  }
  return found;
}

/** The name `data`, not a text that spells it. */
function isVariable(term: Json): boolean {
  const [first] = isObject(term) && isArray(term.value) ? term.value : [term];
  return isObject(first) && first.type === "var";
}
