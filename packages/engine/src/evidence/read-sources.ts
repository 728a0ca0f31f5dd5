import type { PolicySource } from "../engine.ts";
import type { OpaBinary } from "../opa/binary.ts";
import { type ParsedRego, parseRego } from "../opa/parse-rego.ts";
import type { RunOptions } from "../opa/run.ts";
import type { Json, JsonObject } from "../values/json.ts";
import { type ExpressionSite, type Place, placeKey, type RuleSite } from "./source-table.ts";

/** Modules as OPA parses them, before anything is known of a plan. */
export interface ParsedSources {
  readonly rules: readonly Omit<RuleSite, "planned">[];
  readonly expressions: readonly Omit<ExpressionSite, "status">[];
}

/**
 * Reads what rules and expressions there are.
 *
 * @throws RegoCompileError when a module does not parse, OpaRunError when OPA fails
 */
export async function readSources(
  opa: OpaBinary,
  source: PolicySource,
  options: RunOptions = {},
): Promise<ParsedSources> {
  return collected(await parseRego(opa, source, options));
}

function collected(modules: readonly ParsedRego[]): ParsedSources {
  const labels = labelsOf(modules);
  const rules: Omit<RuleSite, "planned">[] = [];
  const expressions: Omit<ExpressionSite, "status">[] = [];
  for (const { file, tree } of modules) {
    const path = packagePath(tree);
    const seen = new Set<string>();
    const visit = (value: Json | undefined, rule: number, within: number | undefined): void => {
      if (isList(value)) {
        for (const one of value) visit(one, rule, within);
        return;
      }
      if (!isObject(value)) return;
      let inner = within;
      if (value.terms !== undefined && value.location !== undefined && value.generated !== true) {
        const place = placeOf(value, file);
        // A head has its key twice, and bodies that share a head share what is in it.
        if (seen.has(placeKey(place))) return;
        seen.add(placeKey(place));
        inner = expressions.length;
        expressions.push({ id: inner, rule, place, ...(within === undefined ? {} : { within }) });
      }
      for (const [name, child] of Object.entries(value)) {
        if (name !== "location" && name !== "annotations" && name !== "else") visit(child, rule, inner);
      }
    };
    const add = (node: JsonObject, kind: RuleSite["kind"], annotated: JsonObject) => {
      const head = object(node.head);
      const id = rules.length;
      const full = [...path, ...constantName(head)];
      const title = list(annotated.annotations).map((one) => object(one).title);
      const named = title.find((text): text is string => typeof text === "string");
      rules.push({
        id,
        path: full,
        kind,
        place: placeOf(node, file),
        head: placeOf(head, file),
        labels: labels(path, full, annotated),
        ...(named === undefined ? {} : { title: named }),
      });
      visit(head, id, undefined);
      visit(node.body, id, undefined);
      if (isObject(node.else)) add(node.else, "else", annotated);
    };
    for (const rule of list(tree.rules)) {
      const node = object(rule);
      add(node, node.default === true ? "default" : "body", node);
    }
  }
  return { rules, expressions };
}

type Labels = Readonly<Record<string, Json>>;

/**
 * Labels of a rule as OPA merges them. Source: OPA v1/ast/annotations.go, `MergedLabels` and `Chain`.
 *
 * @returns a function of a package, the path of a rule in it, and the node that its annotations are on
 */
function labelsOf(
  modules: readonly ParsedRego[],
): (path: readonly string[], rule: readonly string[], node: JsonObject) => Labels {
  const scoped = { subpackages: new Map<string, Labels>(), package: new Map<string, Labels>() };
  const documents = new Map<string, Labels>();
  for (const { tree } of modules) {
    const path = packagePath(tree);
    for (const { scope, labels } of annotationsOf(tree)) {
      if (scope === "package" || scope === "subpackages") scoped[scope].set(JSON.stringify(path), labels);
    }
    for (const rule of list(tree.rules).map(object)) {
      const full = JSON.stringify([...path, ...constantName(object(rule.head))]);
      for (const { scope, labels } of annotationsOf(rule)) {
        if (scope === "document") documents.set(full, labels);
      }
    }
  }
  return (path, rule, node) => {
    const merged: Record<string, Json> = {};
    for (let length = 0; length <= path.length; length++) {
      put(merged, scoped.subpackages.get(JSON.stringify(path.slice(0, length))));
    }
    put(merged, scoped.package.get(JSON.stringify(path)));
    put(merged, documents.get(JSON.stringify(rule)));
    for (const { scope, labels } of annotationsOf(node)) if (scope === "rule") put(merged, labels);
    return merged;
  };
}

function put(into: Record<string, Json>, labels: Labels | undefined): void {
  for (const [name, value] of Object.entries(labels ?? {})) {
    // A label may be called `__proto__`.
    Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
  }
}

function annotationsOf(node: JsonObject): readonly { readonly scope: string; readonly labels: Labels }[] {
  return list(node.annotations).flatMap((one) => {
    const { scope, labels } = object(one);
    return isObject(labels) ? [{ scope: String(scope), labels }] : [];
  });
}

function packagePath(tree: JsonObject): readonly string[] {
  return list(object(tree.package).path)
    .slice(1)
    .map((part) => String(object(part).value));
}

/** The name of a rule up to what is variable in it. */
function constantName(head: JsonObject): readonly string[] {
  const parts = list(head.ref).map(object);
  if (parts.length === 0) return [String(head.name ?? "")];
  const end = parts.findIndex(({ type }, index) => index > 0 && type !== "string");
  return parts.slice(0, end === -1 ? parts.length : end).map(({ value }) => String(value));
}

/** As in OPA v1/ast/location/location.go, `EndOf`. */
function placeOf(node: JsonObject, file: string): Place {
  const location = object(node.location);
  const [row, column] = [Number(location.row), Number(location.col)];
  const lines = Buffer.from(String(location.text ?? ""), "base64")
    .toString("utf8")
    .split("\n");
  const last = [...(lines.at(-1) ?? "")].length;
  return {
    file,
    row,
    column,
    endRow: row + lines.length - 1,
    endColumn: lines.length === 1 ? column + last : 1 + last,
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
