import type { Schema } from "@bylaw/dsl/schema";
import type { Json } from "@bylaw/engine";
import { type Path, valueAt, withoutValueAt, withValueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";

/** A place that an author names: `token.claims.roles`, `review.object.metadata.labels["app"]`, `data.tenants[*].members`. */
export interface Place {
  readonly document: "input" | "data";
  /** `*` stands for any key or index. */
  readonly path: Path;
}

const step = /^(?:\.?([A-Za-z_$][\w$-]*)|\[(\d+|\*)\]|\.\*|\["((?:[^"\\]|\\.)*)"\])/;

/**
 * Reads the text of a place; `input.` in front may be left out.
 *
 * @throws {Error} when it cannot be read
 */
export function placeOf(text: string): Place {
  const path: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const match = step.exec(rest);
    if (match === null)
      throw new Error(
        `${JSON.stringify(text)} is no place: write token.claims.roles, labels["app"] or items[*].id`,
      );
    const [whole, name, index, quoted] = match;
    path.push(name ?? index ?? (quoted === undefined ? "*" : (JSON.parse(`"${quoted}"`) as string)));
    rest = rest.slice(whole.length);
  }
  const [first, ...others] = path;
  if (first === "data") return { document: "data", path: others };
  return { document: "input", path: first === "input" ? others : path };
}

/** The paths at which a place is in a document. */
export function pathsAt(document: Json | undefined, pattern: Path): readonly Path[] {
  let found: readonly Path[] = [[]];
  for (const key of pattern) {
    found = found.flatMap((path) => {
      if (key !== "*") return [[...path, key]];
      const here = document === undefined ? undefined : valueAt(document, path);
      return typeof here === "object" && here !== null
        ? Object.keys(here).map((name) => [...path, name])
        : [];
    });
  }
  return document === undefined ? [] : found.filter((path) => valueAt(document, path) !== undefined);
}

/** The document of a question that a place is in. */
export function documentOf(question: Question, { document }: Place): Json | undefined {
  return question[document];
}

/** The values at a place. */
export function valuesAt(question: Question, place: Place): readonly Json[] {
  const document = documentOf(question, place);
  return pathsAt(document, place.path).flatMap((path) => {
    const value = document === undefined ? undefined : valueAt(document, path);
    return value === undefined ? [] : [value];
  });
}

/** The question with another value at a path of one of its documents; without the value when it is undefined. */
export function withValue(
  question: Question,
  { document }: Pick<Place, "document">,
  path: Path,
  value: Json | undefined,
): Question {
  const before = question[document];
  if (before === undefined) return question;
  const after = value === undefined ? withoutValueAt(before, path) : withValueAt(before, path, value);
  return { ...question, [document]: after };
}

/** The paths of a schema that lead to something, `*` for any element or key. */
export function pathsOfSchema(
  schema: Schema | undefined,
  wanted: (schema: Schema, path: Path) => boolean,
  path: Path = [],
): readonly Path[] {
  if (schema === undefined || path.length > 24) return [];
  const here = wanted(schema, path) ? [path] : [];
  switch (schema.kind) {
    case "array":
      return [...here, ...pathsOfSchema(schema.element, wanted, [...path, "*"])];
    case "map":
      return [...here, ...pathsOfSchema(schema.value, wanted, [...path, "*"])];
    case "object":
      return [
        ...here,
        ...Object.entries(schema.properties).flatMap(([name, property]) =>
          pathsOfSchema(property.schema, wanted, [...path, name]),
        ),
      ];
    case "union":
      return [...here, ...schema.members.flatMap((member) => pathsOfSchema(member, wanted, path))];
    default:
      return here;
  }
}

/** Each path once. */
export function distinctPaths(paths: readonly Path[]): readonly Path[] {
  return [...new Map(paths.map((path) => [path.join("\0"), path])).values()];
}
