// Source: RFC 3986, as Go's net/url has it, and RFC 6901; what OPA refers to parts of schemas with.
import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import { isList, isObject, type Tree } from "./tree.ts";

// References that are written one way only: `http://host/path`, `path`, `/path`, each with a fragment or without.
const plainReference =
  /^(?:(https?:\/\/[A-Za-z0-9.-]+(?::[0-9]+)?)(?=[/#]|$))?((?:[A-Za-z0-9._~/$&+,;=@-])*)(?:#((?:[A-Za-z0-9._~/$&+,;=:@!*'()?-]|%[0-9a-fA-F]{2})*))?$/;

interface Reference {
  readonly origin: string;
  readonly path: string;
  readonly fragment: string;
}

/** @throws {UnsupportedCall} when it is written in a way of which Go has another */
function referenceOf(text: string): Reference {
  const [whole, origin = "", path = "", fragment = ""] = plainReference.exec(text) ?? [];
  if (whole === undefined || path.includes("//"))
    throw new UnsupportedCall(`cannot resolve ${JSON.stringify(text)}`);
  return { origin, path, fragment };
}

function textOf({ origin, path, fragment }: Reference): string {
  return origin + path + (fragment === "" ? "" : `#${fragment}`);
}

/** The reference in the form that Go gives it; the same is thrown as by {@link resolved}. */
export function normalized(reference: string): string {
  return textOf(referenceOf(reference));
}

/**
 * Resolves a reference against a base.
 *
 * @throws {UnsupportedCall} for forms of URLs that are not understood here
 */
export function resolved(base: string, reference: string): string {
  const [from, to] = [referenceOf(base), referenceOf(reference)];
  if (to.origin !== "") return textOf({ ...to, path: resolvedPath(to.path, "") });
  return textOf({ origin: from.origin, path: resolvedPath(from.path, to.path), fragment: to.fragment });
}

function resolvedPath(base: string, path: string): string {
  const full =
    path === "" ? base : path.startsWith("/") ? path : base.slice(0, base.lastIndexOf("/") + 1) + path;
  if (full === "") return "";
  const parts: string[] = [];
  const steps = full.replace(/^\//, "").split("/");
  for (const step of steps) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  if (steps.at(-1) === "." || steps.at(-1) === "..") parts.push("");
  return `/${parts.join("/")}`;
}

/**
 * Finds what an absolute reference refers to.
 *
 * @param pool the documents and parts that have an id
 * @throws {BuiltinError} when there is no such part
 * @throws {UnsupportedCall} when it would have to be fetched
 */
export function referred(reference: string, pool: Map<string, Tree>): Tree {
  const known = pool.get(reference);
  if (known !== undefined) return known;
  const { origin, path, fragment } = referenceOf(reference);
  const document = pool.get(origin + path);
  if (document === undefined) {
    if (origin === "") throw new BuiltinError(`Reference ${reference} must be canonical`);
    throw new UnsupportedCall("a schema elsewhere is not fetched");
  }
  const found = pointed(document, decoded(fragment));
  pool.set(reference, found);
  return found;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    throw new UnsupportedCall("the fragment is no UTF-8");
  }
}

function pointed(document: Tree, pointer: string): Tree {
  // What is no pointer points to the whole, in OPA.
  if (!pointer.startsWith("/")) return document;
  let found = document;
  for (const token of pointer.slice(1).split("/")) {
    let next: Tree | undefined;
    if (isObject(found)) {
      const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
      next = found.get(key);
      if (next === undefined) throw new BuiltinError(`Object has no key '${key}'`);
    } else if (isList(found)) {
      if (!/^[+-]?\d+$/.test(token)) throw new BuiltinError(`Invalid array index '${token}'`);
      next = found[Number(token)];
      if (next === undefined)
        throw new BuiltinError(`Out of bound array[0,${found.length}] index '${Number(token)}'`);
    } else throw new BuiltinError(`Invalid token reference '${token}'`);
    found = next;
  }
  return found;
}
