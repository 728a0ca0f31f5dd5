// Source: OPA internal/yaml (YAMLToJSON) and go.yaml.in/yaml/v3 (resolve.go): what a scalar is, merges, repeated keys.
import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Node, Scalar } from "yaml";
import type { Json } from "../values/json.ts";
import { integer, numberOfText } from "../values/number.ts";
import { BuiltinError, UnsupportedCall } from "./builtin.ts";

const require = createRequire(import.meta.url);
let loaded: typeof Yaml | undefined;

/** Loaded by the first call: most policies have no YAML, and this is the slowest of all to load. */
function yaml(): typeof Yaml {
  loaded ??= require("yaml") as typeof Yaml;
  return loaded;
}

type Spend = (steps: number) => void;

/** Keys and values, in which a later value of a key has the place of the earlier one. */
type Members = Map<string, Json>;

// Deeper than OPA reads JSON.
const maxDepth = 1_000;

class Reader {
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  readonly #spend: Spend;

  constructor(spend: Spend) {
    this.#spend = spend;
  }

  value(node: unknown, depth: number): Json {
    this.#spend(1);
    if (depth > maxDepth) throw new UnsupportedCall("YAML nested as deeply");
    if (node === null) return null;
    if (yaml().isAlias(node)) return this.#aliased(node.source, (target) => this.value(target, depth + 1));
    if (!yaml().isScalar(node) && !yaml().isMap(node) && !yaml().isSeq(node))
      throw new BuiltinError("invalid YAML");
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (yaml().isScalar(node)) return scalarValue(node);
    if (node.tag !== undefined && node.tag !== `tag:yaml.org,2002:${yaml().isMap(node) ? "map" : "seq"}`)
      throw new UnsupportedCall("a tag in YAML");
    this.#open.add(node);
    const made = yaml().isSeq(node)
      ? node.items.map((item) => this.value(item, depth + 1))
      : ownObject(this.#members(node, depth));
    this.#open.delete(node);
    return made;
  }

  #aliased<Result>(name: string, use: (target: Node) => Result): Result {
    const target = this.#anchors.get(name);
    if (target === undefined || this.#open.has(target))
      throw new BuiltinError("invalid YAML: unknown anchor");
    return use(target);
  }

  #members(map: Node, depth: number): Members {
    if (!yaml().isMap(map)) throw new BuiltinError("map merge requires map or sequence of maps as the value");
    const own: Members = new Map();
    const merged: Members[] = [];
    for (const { key, value } of map.items) {
      if (yaml().isScalar(key) && isPlain(key) && key.source === "<<")
        merged.push(...this.#merged(value, depth + 1));
      else {
        const name = keyText(yaml().isAlias(key) ? this.#aliased(key.source, (target) => target) : key);
        if (yaml().isScalar(key) && key.anchor !== undefined) this.#anchors.set(key.anchor, key);
        own.set(name, this.value(value, depth + 1));
      }
    }
    // What is first counts, and what is the map's own counts before.
    for (const members of merged)
      for (const [name, value] of members) if (!own.has(name)) own.set(name, value);
    return own;
  }

  #merged(node: unknown, depth: number): readonly Members[] {
    if (yaml().isAlias(node)) return this.#aliased(node.source, (target) => [this.#members(target, depth)]);
    if (yaml().isSeq(node)) return node.items.flatMap((item) => this.#merged(item, depth));
    if (yaml().isMap(node)) return [this.#members(node, depth)];
    throw new BuiltinError("map merge requires map or sequence of maps as the value");
  }
}

function ownObject(members: Members): Json {
  return Object.fromEntries(members);
}

function isPlain(scalar: Scalar): boolean {
  return scalar.type === yaml().Scalar.PLAIN && scalar.tag === undefined;
}

function scalarValue(scalar: Scalar): Json {
  const text = scalar.type === yaml().Scalar.PLAIN ? (scalar.source ?? "") : String(scalar.value);
  if (scalar.tag !== undefined && scalar.tag !== "tag:yaml.org,2002:str" && scalar.tag !== "!")
    throw new UnsupportedCall("a tag in YAML");
  return isPlain(scalar) ? resolved(text) : text;
}

const words: Readonly<Record<string, Json>> = {
  "": null,
  "~": null,
  ...Object.fromEntries(["null", "Null", "NULL"].map((word) => [word, null])),
  ...Object.fromEntries(["true", "True", "TRUE"].map((word) => [word, true])),
  ...Object.fromEntries(["false", "False", "FALSE"].map((word) => [word, false])),
};
const notJson = /^(?:\.nan|\.NaN|\.NAN|[+-]?\.(?:inf|Inf|INF))$/;
const timestamp = /^\d{4}-\d/;
const wholeNumber = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0[bB]([01]+)|0([0-7]+)|(0|[1-9]\d*))$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** Whether a text means itself without quotes, as far as its type goes. */
export function isPlainText(text: string): boolean {
  if (notJson.test(text)) return false;
  return !isTimestamp(text) && resolved(text) === text;
}

const date = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}.*)?$/;

/** A text like a date; one that is none is quoted by Go only if it is one to the day. */
function isTimestamp(text: string): boolean {
  if (!date.test(text)) return false;
  if (/[Tt ]/.test(text)) throw new UnsupportedCall("a text like a time in YAML");
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** What a scalar without quotes is. */
function resolved(text: string): Json {
  if (Object.hasOwn(words, text)) return words[text] ?? null;
  if (notJson.test(text)) throw new BuiltinError("json: unsupported value");
  if (!/^[-+.\d]/.test(text)) return text;
  // Dates stay texts; what only looks like one is no number either. Underscores count nowhere.
  if (timestamp.test(text)) return text;
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  const whole = wholeOf(plain);
  if (whole !== undefined) return whole;
  if (!float.test(plain)) return text;
  const value = Number(plain);
  if (!Number.isFinite(value)) return text;
  // OPA reads a float again from its shortest text.
  return numberOfText(String(value)) ?? text;
}

function wholeOf(text: string): Json | undefined {
  const found = wholeNumber.exec(text);
  if (found === null) return undefined;
  const [, sign, hexadecimal, octal, binary, old, decimal] = found;
  const digits =
    hexadecimal !== undefined
      ? `0x${hexadecimal}`
      : octal !== undefined
        ? `0o${octal}`
        : binary !== undefined
          ? `0b${binary}`
          : old !== undefined
            ? `0o${old}`
            : (decimal ?? "");
  const value = BigInt(digits) * (sign === "-" ? -1n : 1n);
  // Without a sign there are 64 bits for it; beyond them, decimal digits are a float.
  const fits = sign === "" ? value < 2n ** 64n : BigInt.asIntN(64, value) === value;
  return fits ? integer(value) : undefined;
}

/** A key as text, as OPA makes one of numbers and booleans. */
function keyText(key: unknown): string {
  if (key === null) throw new BuiltinError("unsupported map key");
  if (!yaml().isScalar(key)) throw new BuiltinError("invalid map key");
  const source = key.source ?? "";
  if (isPlain(key) && notJson.test(source)) return source.toLowerCase().replace("+", "");
  const value = scalarValue(key);
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (value !== null && wholeOf(source.replaceAll("_", "")) !== undefined) return String(value);
  if (value === null) throw new BuiltinError("unsupported map key");
  throw new UnsupportedCall("a key of YAML that is a float");
}

const notYaml = /[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Reads the first document; the others must be well-formed, too.
 *
 * @throws {BuiltinError} where OPA does, UnsupportedCall for tags and what else is not covered
 */
export function readYaml(text: string, spend: Spend): Json {
  if (notYaml.test(text)) throw new BuiltinError("yaml: control characters are not allowed");
  // Line ends to Go, but not to the parser here.
  if (/[\u0085\u2028\u2029]/.test(text)) throw new UnsupportedCall("such a line end in YAML");
  let contents: unknown;
  try {
    const documents = yaml().parseAllDocuments(text, {
      version: "1.1",
      schema: "failsafe",
      uniqueKeys: false,
    });
    const [first] = documents;
    if (first === undefined || !("contents" in first)) return null;
    const errors = documents.flatMap((document) => document.errors);
    // Go takes a dash for a text in there.
    if (errors.some(({ code }) => code === "BLOCK_IN_FLOW")) throw new UnsupportedCall("a dash in YAML");
    if (errors.length > 0) throw new BuiltinError("invalid YAML");
    contents = first.contents;
  } catch (error) {
    throw error instanceof UnsupportedCall ? error : new BuiltinError("invalid YAML");
  }
  return new Reader(spend).value(contents, 0);
}
