// Source: OPA v1/topdown/encoding.go.
import { jsonOf } from "../values/convert.ts";
import type { Json } from "../values/json.ts";
import { parseJson } from "../values/json-text.ts";
import { textOfNumber } from "../values/number.ts";
import { compareStrings } from "../values/order.ts";
import { objectEntries, type Value } from "../values/value.ts";
import {
  type BuiltinContext,
  BuiltinError,
  BuiltinTypeError,
  boolean,
  object,
  operand,
  text,
  UnsupportedCall,
  type ValueBuiltin,
} from "./builtin.ts";
import { binaryOf, bytesOf, textOfBinary, textOfBytes } from "./bytes.ts";
import { readYaml } from "./yaml-text.ts";
import { writeYaml } from "./yaml-writer.ts";

type Args = readonly Value[];

/** JSON as Go writes it: sorted keys, and what HTML would take for markup escaped. */
export function marshalled(
  value: Json,
  layout?: { readonly prefix: string; readonly indent: string },
): string {
  const write = (held: Json, depth: number): string => {
    if (typeof held === "string") return jsonString(held);
    if (typeof held === "number" || typeof held === "bigint") return textOfNumber(held);
    if (typeof held !== "object" || held === null) return String(held);
    const [open, close, parts] = Array.isArray(held)
      ? ["[", "]", held.map((element: Json) => write(element, depth + 1))]
      : ["{", "}", members(held as Readonly<Record<string, Json>>, depth)];
    if (parts.length === 0) return open + close;
    if (layout === undefined) return open + parts.join(",") + close;
    const line = (deep: number) => `\n${layout.prefix}${layout.indent.repeat(deep)}`;
    return open + parts.map((part) => line(depth + 1) + part).join(",") + line(depth) + close;
  };
  const members = (held: Readonly<Record<string, Json>>, depth: number) =>
    Object.keys(held)
      .sort(compareStrings)
      .map(
        (key) =>
          `${jsonString(key)}:${layout === undefined ? "" : " "}${write(held[key] ?? null, depth + 1)}`,
      );
  return write(value, 0);
}

function jsonString(value: string): string {
  const written = value.isWellFormed()
    ? JSON.stringify(value)
    : // What is no UTF-8 is escaped as the replacement character.
      `"${Array.from(value, (part) => (part.isWellFormed() ? JSON.stringify(part).slice(1, -1) : "\\ufffd")).join("")}"`;
  return written.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function marshalWithOptions(args: Args): Value {
  let [prefix, indent, implicit, explicit] = ["", "\t", false, undefined as boolean | undefined];
  for (const [key, value] of objectEntries(object(args, 1))) {
    if (key === "prefix" || key === "indent") {
      if (typeof value !== "string") throw new BuiltinTypeError(`operand 2 key ${key} failed cast to string`);
      if (key === "prefix") prefix = value;
      else indent = value;
      implicit = true;
    } else if (key === "pretty") explicit = boolean([value], 0);
    else throw new BuiltinTypeError("operand 2 object contained unknown key");
  }
  const json = jsonOf(operand(args, 0));
  return (explicit ?? implicit) ? prefix + marshalled(json, { prefix, indent }) : marshalled(json);
}

function parsed(json: string): Json {
  try {
    return parseJson(json);
  } catch {
    throw new BuiltinError("invalid JSON");
  }
}

function holds(check: (args: Args) => unknown): ValueBuiltin {
  return (args) => {
    try {
      check(args);
      return true;
    } catch {
      return false;
    }
  };
}

/** As Go's `base64.StdEncoding`, which leaves line ends out. */
export function base64Bytes(encoded: string): Buffer {
  const clean = encoded.replace(/[\r\n]/g, "");
  if (clean.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean))
    throw new BuiltinError("illegal base64 data");
  return Buffer.from(clean, "base64");
}

function base64UrlDecoded(encoded: string): string {
  const missing = encoded.endsWith("=") ? 0 : [0, undefined, 2, 1][encoded.length % 4];
  if (missing === undefined) throw new BuiltinError("illegal base64url string");
  const padded = (encoded + "=".repeat(missing)).replace(/[\r\n]/g, "");
  if (padded.length % 4 !== 0 || !/^[A-Za-z0-9_-]*={0,2}$/.test(padded))
    throw new BuiltinError("illegal base64 data");
  return textOfBytes(Buffer.from(padded, "base64url"));
}

function base64Url(value: string): string {
  const encoded = bytesOf(value).toString("base64url");
  return encoded.padEnd(Math.ceil(encoded.length / 4) * 4, "=");
}

function hexDecoded(encoded: string): string {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(encoded)) throw new BuiltinError("invalid hexadecimal text");
  return textOfBytes(Buffer.from(encoded, "hex"));
}

/** As Go's `url.QueryEscape`. */
function queryEscaped(value: string): string {
  return binaryOf(value)
    .replace(
      /[^A-Za-z0-9\-._~ ]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .replaceAll(" ", "+");
}

function queryUnescaped(value: string): string {
  if (/%(?![0-9a-fA-F]{2})/.test(value)) throw new BuiltinError("invalid URL escape");
  const decoded = binaryOf(value.replaceAll("+", " ")).replace(/%([0-9a-fA-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return textOfBinary(decoded);
}

function queryOfObject(args: Args): Value {
  const given = jsonOf(object(args, 0));
  const wrong = () => new BuiltinTypeError("operand 1 values must be string, array[string], or set[string]");
  const pairs = Object.entries(given as Readonly<Record<string, Json>>)
    .sort(([left], [right]) => compareStrings(left, right))
    .flatMap(([key, value]) =>
      (Array.isArray(value) ? value : [value]).map((one: Json) => {
        if (typeof one !== "string") throw wrong();
        return `${queryEscaped(key)}=${queryEscaped(one)}`;
      }),
    );
  return pairs.join("&");
}

function objectOfQuery(args: Args): Value {
  const found = new Map<string, string[]>();
  for (const part of text(args, 0).split("&")) {
    if (part === "") continue;
    if (part.includes(";")) throw new BuiltinError("invalid semicolon separator in query");
    const equals = part.indexOf("=");
    const [key, value] = equals < 0 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
    const name = queryUnescaped(key);
    found.set(name, [...(found.get(name) ?? []), queryUnescaped(value)]);
  }
  return Object.fromEntries(found);
}

const noSpend = () => undefined;

function isValidYaml(args: Args, { spend = noSpend }: BuiltinContext): boolean {
  try {
    readYaml(text(args, 0), spend);
    return true;
  } catch (error) {
    if (error instanceof BuiltinError && !(error instanceof UnsupportedCall)) return false;
    throw error;
  }
}

export const encodingBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["json.marshal", (args) => marshalled(jsonOf(operand(args, 0)))],
  ["json.marshal_with_options", marshalWithOptions],
  ["json.unmarshal", (args) => parsed(text(args, 0))],
  ["json.is_valid", holds((args) => parsed(text(args, 0)))],
  ["base64.encode", (args) => bytesOf(text(args, 0)).toString("base64")],
  ["base64.decode", (args) => textOfBytes(base64Bytes(text(args, 0)))],
  ["base64.is_valid", holds((args) => base64Bytes(text(args, 0)))],
  ["base64url.encode", (args) => base64Url(text(args, 0))],
  ["base64url.encode_no_pad", (args) => bytesOf(text(args, 0)).toString("base64url")],
  ["base64url.decode", (args) => base64UrlDecoded(text(args, 0))],
  ["hex.encode", (args) => bytesOf(text(args, 0)).toString("hex")],
  ["hex.decode", (args) => hexDecoded(text(args, 0))],
  ["urlquery.encode", (args) => queryEscaped(text(args, 0))],
  ["urlquery.decode", (args) => queryUnescaped(text(args, 0))],
  ["urlquery.encode_object", queryOfObject],
  ["urlquery.decode_object", objectOfQuery],
  ["yaml.marshal", (args) => writeYaml(jsonOf(operand(args, 0)))],
  ["yaml.unmarshal", (args, { spend = noSpend }) => readYaml(text(args, 0), spend)],
  ["yaml.is_valid", isValidYaml],
]);
