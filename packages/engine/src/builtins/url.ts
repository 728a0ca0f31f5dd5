// Source: Go's net/url, whose rules are not those of the WHATWG parser.
import { isIPv6 } from "node:net";
import { binaryOf } from "./bytes.ts";

/** What Go's `url.URL` holds. Every text is one of bytes: one character per byte. */
export interface GoUrl {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: { readonly name: string; readonly password?: string } | undefined;
  readonly host: string;
  readonly path: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly forceQuery: boolean;
  readonly omitHost: boolean;
  readonly fragment: string;
  readonly rawFragment: string;
}

/** A text that Go's `url.Parse` refuses. */
export class UrlError extends Error {
  override readonly name = "UrlError";
}

function refuse(why: string): never {
  throw new UrlError(why);
}

type Part = "path" | "host" | "zone" | "user" | "fragment";

// What stays as it is in each part, beside letters and digits.
const plain: Readonly<Record<Part, string>> = {
  path: "$&+,\\-./:;=@_~",
  host: "!\"$&'()*+,\\-.:;<=>[\\]_~",
  zone: "!\"$&'()*+,\\-.:;<=>[\\]_~",
  user: "$&+,\\-.;=_~",
  fragment: "!$&()*+,\\-./:;=?@_~",
};
const escapedIn = Object.fromEntries(
  Object.entries(plain).map(([part, characters]) => [part, new RegExp(`[^A-Za-z0-9${characters}]`, "g")]),
) as Readonly<Record<Part, RegExp>>;

function escaped(text: string, part: Part): string {
  return text.replace(
    escapedIn[part],
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

function isEscaped(byte: string, part: Part): boolean {
  return escaped(byte, part) !== byte;
}

function unescaped(text: string, part: Part): string {
  for (const { 0: found } of text.matchAll(/%(.{0,2})|[\0-\x7f]/gs)) {
    if (found.startsWith("%")) {
      if (!/^%[0-9a-fA-F]{2}$/.test(found)) refuse(`invalid URL escape ${JSON.stringify(found)}`);
      const value = String.fromCharCode(Number.parseInt(found.slice(1), 16));
      if (part === "host" && value < "\x80" && found !== "%25") refuse(`invalid URL escape ${found}`);
      if (part === "zone" && found !== "%25" && value !== " " && isEscaped(value, "host"))
        refuse(`invalid URL escape ${found}`);
    } else if ((part === "host" || part === "zone") && isEscaped(found, part))
      refuse(`invalid character ${JSON.stringify(found)} in host name`);
  }
  return text.replace(/%(..)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Before and after the first separator; undefined after, when there is none. */
function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

const none: GoUrl = {
  scheme: "",
  opaque: "",
  user: undefined,
  host: "",
  path: "",
  rawPath: "",
  rawQuery: "",
  forceQuery: false,
  omitHost: false,
  fragment: "",
  rawFragment: "",
};

/**
 * Reads a URL or a reference, as Go's `url.Parse`.
 *
 * @throws {UrlError} where Go refuses it
 */
export function parseUrl(text: string): GoUrl {
  const [whole, rawFragment = ""] = cut(binaryOf(text), "#");
  const url = parsed(whole);
  if (rawFragment === "") return url;
  const fragment = unescaped(rawFragment, "fragment");
  return {
    ...url,
    fragment,
    rawFragment: escaped(fragment, "fragment") === rawFragment ? "" : rawFragment,
  };
}

function parsed(whole: string): GoUrl {
  if (/[\0-\x1f\x7f]/.test(whole)) refuse("invalid control character in URL");
  if (whole === "*") return { ...none, path: "*" };
  if (whole.startsWith(":")) refuse("missing protocol scheme");
  const written = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole)?.[1];
  const scheme = written?.toLowerCase() ?? "";
  const afterScheme = written === undefined ? whole : whole.slice(written.length + 1);
  const [beforeQuery, query] = cut(afterScheme, "?");
  const found = { ...none, scheme, rawQuery: query ?? "", forceQuery: query === "" };
  if (!beforeQuery.startsWith("/")) {
    if (scheme !== "") return { ...found, opaque: beforeQuery };
    if (cut(beforeQuery, "/")[0].includes(":")) refuse("first path segment in URL cannot contain colon");
  }
  if (beforeQuery.startsWith("//") && (scheme !== "" || !beforeQuery.startsWith("///"))) {
    const [authority, rest] = cut(beforeQuery.slice(2), "/");
    return { ...found, ...authorityOf(scheme, authority), ...pathOf(rest === undefined ? "" : `/${rest}`) };
  }
  return { ...found, omitHost: scheme !== "", ...pathOf(beforeQuery) };
}

function pathOf(raw: string): Pick<GoUrl, "path" | "rawPath"> {
  const path = unescaped(raw, "path");
  return { path, rawPath: escaped(path, "path") === raw ? "" : raw };
}

function authorityOf(scheme: string, authority: string): Pick<GoUrl, "user" | "host"> {
  const at = authority.lastIndexOf("@");
  const host = hostOf(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const given = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(given)) refuse("net/url: invalid userinfo");
  const [name, password] = cut(given, ":");
  const user = { name: unescaped(name, "user") };
  return {
    user: password === undefined ? user : { ...user, password: unescaped(password, "user") },
    host,
  };
}

function hostOf(scheme: string, host: string): string {
  const open = host.lastIndexOf("[");
  if (open > 0) refuse("invalid IP-literal");
  if (open === 0) return literalOf(host);
  const [first, last] = [host.indexOf(":"), host.lastIndexOf(":")];
  const strict = scheme === "http" || scheme === "https";
  if (first >= 0) checkPort(host.slice(strict ? first : last));
  return unescaped(host, "host");
}

/** An address of IPv6 in brackets. */
function literalOf(host: string): string {
  const close = host.lastIndexOf("]");
  if (close < 0) refuse("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const written = host.slice(1, close);
  const zoneAt = written.indexOf("%25");
  const address =
    zoneAt < 0
      ? unescaped(written, "host")
      : unescaped(written.slice(0, zoneAt), "host") + unescaped(written.slice(zoneAt), "zone");
  const [bare, zone] = cut(address, "%");
  if (zone === "" || !isIPv6(bare)) refuse("invalid host");
  return `[${address}]${unescaped(port, "host")}`;
}

function checkPort(port: string): void {
  if (port !== "" && !isPort(port)) refuse("invalid port after host");
}

function isPort(text: string): boolean {
  return /^:[0-9]*$/.test(text);
}

/** Host and port without their marks; a port that is none belongs to the host. */
export function splitHost(host: string): readonly [host: string, port: string] {
  const colon = host.lastIndexOf(":");
  const hasPort = colon >= 0 && isPort(host.slice(colon));
  const bare = hasPort ? host.slice(0, colon) : host;
  const name = bare.startsWith("[") && bare.endsWith("]") ? bare.slice(1, -1) : bare;
  return [name, hasPort ? host.slice(colon + 1) : ""];
}

/** Whether the text of a part may stand as it was written. */
function mayStand(raw: string, part: Part): boolean {
  return escaped(raw.replace(/[!$&'()*+,;=:@[\]%]/g, ""), part) === raw.replace(/[!$&'()*+,;=:@[\]%]/g, "");
}

/** The path as it stands in a URL. */
export function escapedPath({ path, rawPath }: Pick<GoUrl, "path" | "rawPath">): string {
  if (rawPath !== "" && mayStand(rawPath, "path")) return rawPath;
  return path === "*" ? "*" : escaped(path, "path");
}

/** The URL as Go writes it, one character per byte. */
export function urlText(url: GoUrl): string {
  const query = url.forceQuery || url.rawQuery !== "" ? `?${url.rawQuery}` : "";
  const written = mayStand(url.rawFragment, "fragment") ? url.rawFragment : "";
  const fragment = url.fragment === "" ? "" : `#${written || escaped(url.fragment, "fragment")}`;
  const scheme = url.scheme === "" ? "" : `${url.scheme}:`;
  if (url.opaque !== "") return scheme + url.opaque + query + fragment;
  const path = escapedPath(url);
  const { user } = url;
  const password = user?.password === undefined ? "" : `:${escaped(user.password, "user")}`;
  const userinfo = user === undefined ? "" : `${escaped(user.name, "user")}${password}@`;
  const named = url.host !== "" || user !== undefined;
  const slashes = named || (scheme !== "" && !url.omitHost && url.path !== "") ? "//" : "";
  const authority = slashes + userinfo + escaped(url.host, "host");
  const before = scheme + authority;
  if (path !== "" && !path.startsWith("/") && url.host !== "") return `${before}/${path}${query}${fragment}`;
  const dot = before === "" && cut(path, "/")[0].includes(":") ? "./" : "";
  return before + dot + path + query + fragment;
}
