/**
 * The reference to a decision, such as `data["istio"]["authz"]["allow"]` for `istio/authz/allow`. The empty path
 * is the root document. Segments are quoted, so that a path is never read as Rego; whole numbers are numbers, as in
 * OPA's own reading of a path (`storage.Path.Ref`).
 */
export function decisionReference(path: string): string {
  return [
    "data",
    ...pathSegments(path).map((segment) => `[${wholeNumber(segment) ?? quoted(segment)}]`),
  ].join("");
}

/** The parts of a decision path. A slash at either end, and one after another, count for nothing. */
export function pathSegments(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "");
}

/** A decision path as `opa build` takes it, and as its artefacts name it; one name for one reference. */
export function entrypointName(path: string): string {
  return pathSegments(path)
    .map((segment) => wholeNumber(segment) ?? segment)
    .join("/");
}

/** What a table by {@link entrypointName} has at a path. Paths are nearly always written as they are named. */
export function entrypointAt<Entry>(
  entrypoints: ReadonlyMap<string, Entry>,
  path: string,
): Entry | undefined {
  return entrypoints.get(path) ?? entrypoints.get(entrypointName(path));
}

const maxInteger = 2n ** 63n - 1n;

/** The number that a segment stands for, as text: OPA takes `7`, `07`, `+7` and `7.0` for one (`util.Atoi64`). */
export function wholeNumber(segment: string): string | undefined {
  const found = /^([+-]?)(\d*)(?:\.0*)?$/.exec(segment);
  const [, sign = "", digits = ""] = found ?? [];
  const length = segment.length - sign.length;
  if (found === null || length === 0 || length > 19) return undefined;
  const number = BigInt(digits);
  return number > maxInteger || (sign === "-" && number > 0n) ? undefined : number.toString();
}

function quoted(segment: string): string {
  // JSON text is a Rego string; what is not ASCII is escaped, because a raw U+FEFF does not parse.
  return JSON.stringify(segment).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
