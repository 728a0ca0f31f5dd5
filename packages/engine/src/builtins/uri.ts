// Source: OPA v1/topdown/uri.go, and Go's net/url, whose rules are not those of the WHATWG parser.
import type { Value } from "../values/value.ts";
import { BuiltinError, text, type ValueBuiltin } from "./builtin.ts";

export interface Uri {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly fragment: string;
}

function refuse(why: string): never {
  throw new BuiltinError(why);
}

/** Reads a URI as Go does; throws a {@link BuiltinError} when it is none. */
export function parse(given: string): Uri {
  const hash = given.indexOf("#");
  const [whole, rawFragment] = hash < 0 ? [given, ""] : [given.slice(0, hash), given.slice(hash + 1)];
  if (/[\0-\x1f\x7f]/.test(whole)) refuse("invalid control character in URL");
  const fragment = unescaped(rawFragment);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole)?.[1];
  if (scheme === undefined && whole.startsWith(":")) refuse("missing protocol scheme");
  let rest = scheme === undefined ? whole : whole.slice(scheme.length + 1);
  const question = rest.indexOf("?");
  const rawQuery = question < 0 ? "" : rest.slice(question + 1);
  if (question >= 0) rest = rest.slice(0, question);
  const found = { scheme: scheme?.toLowerCase() ?? "", rawQuery, fragment };
  if (!rest.startsWith("/")) {
    // An opaque URI has no parts.
    if (scheme !== undefined) return { ...found, host: "", path: "", rawPath: "" };
    if (rest.split("/")[0]?.includes(":")) refuse("first path segment in URL cannot contain colon");
  }
  let host = "";
  if (rest.startsWith("//") && (scheme !== undefined || !rest.startsWith("///"))) {
    const slash = rest.indexOf("/", 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash < 0 ? "" : rest.slice(slash);
    host = hostOf(authority);
  }
  const path = unescaped(rest);
  // Where Go would escape the path the same way, it keeps no raw form.
  return { ...found, host, path, rawPath: escapedPath(path) === rest ? "" : validEncoded(rest) ? rest : "" };
}

const userinfo = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;

function hostOf(authority: string): string {
  const at = authority.lastIndexOf("@");
  if (at >= 0) {
    const user = authority.slice(0, at);
    if (!userinfo.test(user)) refuse("net/url: invalid userinfo");
    unescaped(user);
  }
  const host = authority.slice(at + 1);
  if (host.startsWith("[")) {
    const close = host.lastIndexOf("]");
    if (close < 0) refuse("missing ']' in host");
    port(host.slice(close + 1));
    return host;
  }
  const colon = host.lastIndexOf(":");
  if (colon >= 0) port(host.slice(colon));
  for (const [, code = ""] of host.matchAll(/%(.{0,2})/g))
    if (!/^[0-9a-fA-F]{2}$/.test(code) || Number.parseInt(code, 16) < 0x80)
      refuse("invalid URL escape in host");
  if (/[ "<>\\^`{}|]/.test(host.replace(/["<>]/g, ""))) refuse("invalid character in host name");
  return unescaped(host);
}

function port(given: string): void {
  if (given !== "" && !/^:[0-9]*$/.test(given)) refuse("invalid port after host");
}

function unescaped(given: string): string {
  if (/%(?![0-9a-fA-F]{2})/.test(given)) refuse("invalid URL escape");
  if (!given.includes("%")) return given;
  const bytes = Buffer.from(given).toString("latin1");
  const decoded = bytes.replace(/%([0-9a-fA-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return Buffer.from(decoded, "latin1").toString("utf8");
}

/** As Go's `escape` in path mode. */
function escapedPath(path: string): string {
  return encodeURIComponent(path)
    .replace(/%(24|26|2B|2F|3A|3D|40)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Whether a path may stand as it was written. */
function validEncoded(path: string): boolean {
  return /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/[\]]|%[0-9a-fA-F]{2})*$/.test(path);
}

function parts(uri: Uri): Value {
  const [hostname, portText] = splitHost(uri.host);
  const found: Record<string, string> = {};
  const keep = (name: string, value: string) => {
    if (value !== "") found[name] = value;
  };
  keep("scheme", uri.scheme);
  keep("hostname", hostname);
  keep("port", portText);
  keep("path", uri.path);
  if (uri.path !== "") keep("raw_path", uri.rawPath || uri.path);
  keep("raw_query", uri.rawQuery);
  keep("fragment", uri.fragment);
  return found;
}

function splitHost(host: string): readonly [string, string] {
  const found = /^(.*):([0-9]*)$/s.exec(host);
  const bare = found !== null && !(host.startsWith("[") && host.endsWith("]")) ? (found[1] ?? "") : host;
  const name = bare.startsWith("[") && bare.endsWith("]") ? bare.slice(1, -1) : bare;
  return [name, bare === host ? "" : (found?.[2] ?? "")];
}

function isValid([given]: readonly Value[]): boolean {
  if (typeof given !== "string" || given === "") return false;
  try {
    parse(given);
    return true;
  } catch {
    return false;
  }
}

export const uriBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["uri.parse", (args) => parts(parse(text(args, 0)))],
  ["uri.is_valid", isValid],
]);
