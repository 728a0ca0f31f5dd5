// Source: OPA internal/yaml (Marshal) and go.yaml.in/yaml/v3 (encode.go, sorter.go, emitterc.go), with indents of two.
import type { Json } from "../values/json.ts";
import { UnsupportedCall } from "./builtin.ts";
import { isPlainText } from "./yaml-text.ts";

/**
 * Writes YAML as OPA's `yaml.marshal`.
 *
 * @throws {UnsupportedCall} for texts with line ends, tabs or characters that need an escape
 */
export function writeYaml(value: Json): string {
  return `${lines(value).join("\n")}\n`;
}

/** A value line by line; the lines after the first are indented by who puts them somewhere. */
function lines(value: Json): readonly string[] {
  if (typeof value === "string") return [written(value)];
  if (typeof value === "number" || typeof value === "bigint") return [numberText(value)];
  if (typeof value !== "object" || value === null) return [String(value)];
  if (Array.isArray(value)) {
    if (value.length === 0) return ["[]"];
    return value.flatMap((element: Json) =>
      lines(element).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)),
    );
  }
  const members = Object.entries(value as Readonly<Record<string, Json>>);
  if (members.length === 0) return ["{}"];
  return members.sort(([a], [b]) => naturalOrder(a, b)).flatMap(([key, held]) => member(key, held));
}

// Beyond it, a key is written in another way.
const maxKeyLength = 100;

function member(key: string, value: Json): readonly string[] {
  if (key.length > maxKeyLength) throw new UnsupportedCall("a key of this length");
  const [first = "", ...rest] = lines(value);
  const isBlock = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isBlock) return [`${written(key)}: ${first}`];
  return [`${written(key)}:`, ...[first, ...rest].map((line) => `  ${line}`)];
}

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const oldBoolean = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
/** What is written as it is, quoted or not. */
const printable = /^[ -~\u00a0-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff]*$/;

function written(text: string): string {
  if (!printable.test(text)) throw new UnsupportedCall("a text of this kind in YAML");
  if (!isPlainText(text) || base60.test(text) || oldBoolean.test(text)) return JSON.stringify(text);
  return hasIndicators(text) || /^ | $/.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}

/** Whether a text without quotes would be something else in a block. */
function hasIndicators(text: string): boolean {
  return /^[#,[\]{}&*!|>'"%@`]|^[-?:](?: |$)|^---|^\.\.\.|:(?: |$)| #/.test(text);
}

/** Letters after all else, numbers by their value. */
function naturalOrder(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  let afterDigit = false;
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [x = "", y = ""] = [a[at], b[at]];
    if (x === y) {
      afterDigit = isDigit(x);
      continue;
    }
    const [xIsLetter, yIsLetter] = [isLetter(x), isLetter(y)];
    if (xIsLetter && yIsLetter) return byPoint(x, y);
    if (xIsLetter || yIsLetter) return (afterDigit ? xIsLetter : yIsLetter) ? -1 : 1;
    return byNumber(a, b, at) || byPoint(x, y);
  }
  return a.length - b.length;
}

const isDigit = (character: string) => /^\p{Nd}$/u.test(character);
const isLetter = (character: string) => /^\p{L}$/u.test(character);
const byPoint = (x: string, y: string) => (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0);

function byNumber(a: readonly string[], b: readonly string[], at: number): number {
  let lead = "";
  if (a[at] === "0" || b[at] === "0")
    for (let before = at - 1; before >= 0 && isDigit(a[before] ?? ""); before--)
      if (a[before] !== "0") {
        lead = "1";
        break;
      }
  const digits = (characters: readonly string[]) => {
    let end = at;
    while (isDigit(characters[end] ?? "")) end++;
    return characters.slice(at, end).join("");
  };
  const [x, y] = [digits(a), digits(b)];
  if (x.length > 15 || y.length > 15 || /[^0-9]/.test(x + y)) throw new UnsupportedCall("keys like these");
  return Number(lead + x) - Number(lead + y) || x.length - y.length;
}

function numberText(value: number | bigint): string {
  if (typeof value === "bigint" && value > -(2n ** 63n) - 1n && value < 2n ** 64n) return String(value);
  const double = Number(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  // Go's shortest `g`: an exponent below 1e-4, and from 1e6.
  const [mantissa = "", exponentText = "0"] = double.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(double);
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}
