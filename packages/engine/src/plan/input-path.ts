/** One step into the input: a key, or any key. Elements of arrays have their index as text. */
export type InputStep = { readonly kind: "key"; readonly key: string } | { readonly kind: "any" };

/** How much of a place in the input a decision depends on. */
export type InputDepth =
  /** That something is there, of which type, and its value if it is no array or object. */
  | "value"
  /** Everything below it, too. */
  | "subtree";

/** A place in the input that a decision may depend on. */
export interface InputRead {
  readonly path: readonly InputStep[];
  readonly depth: InputDepth;
}

export const anyStep: InputStep = { kind: "any" };

/**
 * What was done to a field before the input was written down.
 * `removed`: the field is gone, what is around it is as it was.
 * `replaced`: the field has another value, and it, or the objects around it, may not have been there at all.
 */
export type FieldChange = "removed" | "replaced";

/**
 * Whether a decision that reads `read` may depend on what a field was before it was changed.
 *
 * @param field the keys that lead to the field, from the root of the input
 */
export function readDependsOn(read: InputRead, field: readonly string[], change: FieldChange): boolean {
  const common = Math.min(read.path.length, field.length);
  for (let index = 0; index < common; index++) {
    const step = read.path[index];
    if (step?.kind === "key" && step.key !== field[index]) return false;
  }
  // The field is, or is around, what is read.
  if (field.length <= read.path.length) return true;
  if (read.depth === "subtree") return true;
  // The field is below a value whose presence is read. The input itself is never made by a change.
  return change === "replaced" && read.path.length > 0;
}

/** The keys of a JSON pointer below `/input`, as decision logs write them; undefined for other pointers. */
export function inputFieldOfPointer(pointer: string): readonly string[] | undefined {
  const [root, first, ...rest] = pointer.split("/");
  if (root !== "" || first !== "input") return undefined;
  return rest.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A read in words: `input.attributes.request.http.headers[*]`, with `…` where everything below counts. */
export function inputReadText(read: InputRead): string {
  const steps = read.path.map((step) => {
    if (step.kind === "any") return "[*]";
    return /^[A-Za-z_]\w*$/.test(step.key) ? `.${step.key}` : `[${JSON.stringify(step.key)}]`;
  });
  return `input${steps.join("")}${read.depth === "subtree" ? "…" : ""}`;
}
