import type { Json } from "@bylaw/engine";
import { DiffFailed } from "../../failure.ts";
import { isArray, isObject } from "../../json-value.ts";
import type { KubernetesDocument, TextPlace } from "./documents.ts";

/** The Rego of a ConstraintTemplate (templates.gatekeeper.sh). */
export interface Template {
  /** The kind of its constraints. */
  readonly kind: string;
  readonly document: KubernetesDocument;
  readonly version: 0 | 1;
  readonly rego: RegoText;
  readonly libs: readonly RegoText[];
}

export interface RegoText {
  readonly text: string;
  readonly place: TextPlace;
}

export function isTemplate({ value }: KubernetesDocument): boolean {
  return (
    String(value.apiVersion).startsWith("templates.gatekeeper.sh/") && value.kind === "ConstraintTemplate"
  );
}

/**
 * @returns a text that says why, for a template without Rego
 * @throws DiffFailed `policyInvalid`
 */
export function templateOf(document: KubernetesDocument): Template | string {
  const kind = textAt(document.value, ["spec", "crd", "spec", "names", "kind"]);
  const refused = (why: string) =>
    new DiffFailed("policyInvalid", `${document.file}:${document.row}: ${why}`);
  if (kind === undefined || !/^[A-Za-z][A-Za-z0-9]*$/.test(kind))
    throw refused("the template names no kind at spec.crd.spec.names.kind");
  const targets = valueAt(document.value, ["spec", "targets"]);
  const [target] = isArray(targets) ? targets : [];
  if (!isObject(target) || !isArray(targets) || targets.length !== 1)
    throw refused(`the template of ${kind} must have one target`);
  const path = ["spec", "targets", 0];
  // The field `rego` wins over `code`, and is always of version 0.
  if (typeof target.rego === "string" && target.rego !== "") {
    return {
      kind,
      document,
      version: 0,
      rego: regoAt(document, [...path, "rego"]),
      libs: libsAt(document, target.libs, [...path, "libs"]),
    };
  }
  const code = isArray(target.code) ? target.code : [];
  const index = code.findIndex((entry) => isObject(entry) && entry.engine === "Rego");
  const found = code[index];
  const source = isObject(found) ? found.source : undefined;
  if (!isObject(source) || typeof source.rego !== "string")
    return `the template of ${kind} has no Rego; what it decides is not compared`;
  const inside = [...path, "code", index, "source"];
  return {
    kind,
    document,
    version: source.version === "v1" ? 1 : 0,
    rego: regoAt(document, [...inside, "rego"]),
    libs: libsAt(document, source.libs, [...inside, "libs"]),
  };
}

function libsAt(document: KubernetesDocument, libs: Json | undefined, path: readonly (string | number)[]) {
  return (isArray(libs) ? libs : []).map((_, index) => regoAt(document, [...path, index]));
}

function regoAt(document: KubernetesDocument, path: readonly (string | number)[]): RegoText {
  const text = valueAt(document.value, path);
  const place = document.placeOf(path) ?? { row: document.row, byLine: false };
  return { text: typeof text === "string" ? text : "", place };
}

/** @param path names of members and indices */
export function valueAt(value: Json, path: readonly (string | number)[]): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (isArray(at) && typeof step === "number") at = at[step];
    else if (isObject(at) && Object.hasOwn(at, step)) at = at[step];
    else return undefined;
  }
  return at;
}

export function textAt(value: Json, path: readonly (string | number)[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}
