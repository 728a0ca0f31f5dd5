// Source: Go's fmt package, with the arguments that OPA's sprintf makes (v1/topdown/strings.go): text, integers,
// floats; every other value is its Rego text.
import { quotedText, regoText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { BuiltinError } from "./builtin.ts";

type Argument =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "integer"; readonly value: bigint; readonly big: boolean }
  | { readonly kind: "float"; readonly value: number };

interface Directive {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly verb: string;
}

// Go's own limit for both.
const maxWidth = 1_000_000;
/** Beyond it, Go takes no width from an argument. */
const maxArgument = 1e6;
const int64 = 2n ** 63n;

function argument(value: Value): Argument {
  if (typeof value === "string") return { kind: "text", value };
  if (typeof value === "bigint") {
    return { kind: "integer", value, big: value >= int64 || value < -int64 };
  }
  if (typeof value === "number")
    return Number.isInteger(value)
      ? { kind: "integer", value: BigInt(value), big: false }
      : { kind: "float", value };
  return { kind: "text", value: regoText(value) };
}

/**
 * Formats as Go's `fmt.Sprintf`.
 *
 * @throws {BuiltinError} when width or precision would make the text unreasonably large
 */
export function sprintf(format: string, values: readonly Value[]): string {
  const args = values.map(argument);
  let next = 0;
  let reordered = false;
  const count = (text: string | undefined): number | undefined => {
    if (text === undefined || text === "") return undefined;
    if (text !== "*") return bounded(Number(text));
    const given = args[next++];
    if (given?.kind !== "integer" || given.big) return undefined;
    const value = Number(given.value);
    return Math.abs(value) > maxArgument ? undefined : value;
  };
  const directive = /%([+\-# 0]*)(\[\d+\])?(\*|\d+)?(?:\.(\*|\d*))?(\[\d+\])?(.|\n|$)/gu;
  const made = format.replace(
    directive,
    (
      _,
      flags: string,
      first: string | undefined,
      width,
      precision,
      second: string | undefined,
      verb: string,
    ) => {
      const indexText = second ?? first;
      if (indexText !== undefined) {
        reordered = true;
        next = Number(indexText.slice(1, -1)) - 1;
      }
      const wide = count(width as string | undefined);
      const asked = precision === "" ? 0 : count(precision as string | undefined);
      const precise = asked !== undefined && asked < 0 ? undefined : asked;
      const bad =
        (width === "*" && wide === undefined ? "%!(BADWIDTH)" : "") +
        (precision === "*" && precise === undefined ? "%!(BADPREC)" : "");
      if (verb === "") return `${bad}%!(NOVERB)`;
      if (verb === "%") return `${bad}%`;
      const given = args[next++];
      if (given === undefined)
        return `${bad}%!${verb}${indexText === undefined ? "(MISSING)" : "(BADINDEX)"}`;
      const left = wide !== undefined && wide < 0;
      return (
        bad +
        formatted(given, {
          flags: left ? `${flags}-` : flags,
          width: wide === undefined ? undefined : Math.abs(wide),
          precision: precise,
          verb,
        })
      );
    },
  );
  const extra = reordered ? [] : args.slice(next);
  if (extra.length === 0) return made;
  return `${made}%!(EXTRA ${extra.map((given) => `${goType(given)}=${plain(given)}`).join(", ")})`;
}

function bounded(count: number): number {
  if (Math.abs(count) > maxWidth) throw new BuiltinError("width or precision is too large");
  return count;
}

function goType(given: Argument): string {
  if (given.kind === "text") return "string";
  if (given.kind === "float") return "float64";
  return given.big ? "*big.Int" : "int64";
}

function plain(given: Argument): string {
  return given.kind === "float" ? general(given.value, undefined, "g", false) : String(given.value);
}

function formatted(given: Argument, directive: Directive): string {
  const { verb } = directive;
  const body = given.kind === "text" ? ofText(given.value, directive) : ofNumber(given, directive);
  if (body === undefined)
    return `%!${verb}(${goType(given)}=${formatted(given, { ...directive, verb: "v" })})`;
  return padded(body, directive, given.kind !== "text" && verb !== "q" && verb !== "c" && verb !== "T");
}

function ofText(value: string, { verb, precision, flags }: Directive): string | undefined {
  const cut = precision === undefined ? value : [...value].slice(0, precision).join("");
  switch (verb) {
    case "v":
      return flags.includes("#") ? quotedText(cut) : cut;
    case "s":
      return cut;
    case "q":
      return flags.includes("#") && !cut.includes("`") ? `\`${cut}\`` : quotedText(cut);
    case "x":
    case "X": {
      const hexadecimal = Buffer.from(value).subarray(0, precision).toString("hex");
      return verb === "X" ? hexadecimal.toUpperCase() : hexadecimal;
    }
    case "T":
      return "string";
    default:
      return undefined;
  }
}

function ofNumber(given: Exclude<Argument, { kind: "text" }>, directive: Directive): string | undefined {
  if (directive.verb === "T") return goType(given);
  if (given.kind === "float") return ofFloat(given.value, directive);
  // A big.Int formats itself: `%s` is one of its verbs, and what looks like a float was one in the policy.
  if (given.big && directive.verb === "s") return ofInteger(given.value, { ...directive, verb: "d" });
  return ofInteger(given.value, directive);
}

const radices: Readonly<Record<string, number>> = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const prefixes: Readonly<Record<string, string>> = { b: "0b", o: "0", x: "0x", X: "0X" };

function ofInteger(value: bigint, { verb, flags, precision }: Directive): string | undefined {
  if (verb === "c") return String.fromCodePoint(codePoint(value));
  if (verb === "q") return quotedCharacter(String.fromCodePoint(codePoint(value)));
  if (verb === "U") return `U+${value.toString(16).toUpperCase().padStart(4, "0")}`;
  const radix = radices[verb];
  if (radix === undefined) return undefined;
  const magnitude = (value < 0n ? -value : value).toString(radix);
  const digits = (verb === "X" ? magnitude.toUpperCase() : magnitude).padStart(precision ?? 0, "0");
  const prefix = verb === "O" ? "0o" : flags.includes("#") ? (prefixes[verb] ?? "") : "";
  return signOf(value < 0n, flags) + prefix + digits;
}

/** A character in single quotes, as Go's `strconv.QuoteRune`. */
function quotedCharacter(character: string): string {
  if (character === "'") return "'\\''";
  return `'${character === '"' ? character : quotedText(character).slice(1, -1)}'`;
}

function codePoint(value: bigint): number {
  return value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd;
}

function signOf(negative: boolean, flags: string): string {
  if (negative) return "-";
  if (flags.includes("+")) return "+";
  return flags.includes(" ") ? " " : "";
}

function ofFloat(value: number, { verb, flags, precision }: Directive): string | undefined {
  const magnitude = Math.abs(value);
  const sign = signOf(value < 0, flags);
  switch (verb) {
    case "f":
    case "F":
      return sign + fixed(magnitude, precision ?? 6);
    case "e":
    case "E": {
      const text = goExponent(magnitude.toExponential(Math.min(precision ?? 6, 100)));
      return sign + (verb === "E" ? text.toUpperCase() : text);
    }
    case "v":
    case "g":
    case "G":
      return sign + general(magnitude, precision, verb, flags.includes("#"));
    default:
      return undefined;
  }
}

/** JavaScript's own limit is 100 places; a double has no more than 1 074, all exact here. */
function fixed(magnitude: number, places: number): string {
  if (places <= 100 && magnitude < 1e21) return magnitude.toFixed(places);
  const [whole = "0", fraction = ""] = magnitude.toFixed(Math.min(places, 100)).split(".");
  const digits = magnitude < 1e21 ? whole : BigInt(magnitude).toString();
  return places === 0 ? digits : `${digits}.${fraction.padEnd(places, "0")}`;
}

function goExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** The shortest text that reads back, with an exponent below 1e-4 and from 1e21, as Go's `%v`. */
function general(
  value: number,
  precision: number | undefined,
  verb: "v" | "g" | "G" | string,
  _alternate: boolean,
): string {
  const [mantissa = "0", exponentText = "0"] = (
    precision === undefined
      ? value.toExponential()
      : value.toExponential(Math.min(Math.max(precision, 1) - 1, 100))
  ).split("e");
  const exponent = Number(exponentText);
  const limit = precision === undefined ? 21 : Math.max(precision, 1);
  const digits = mantissa.replace(/[-.]/g, "").replace(/0+$/, "") || "0";
  const sign = value < 0 ? "-" : "";
  if (exponent < -4 || exponent >= limit) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const text = goExponent(
      `${digits[0] ?? "0"}${fraction}e${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`,
    );
    return sign + (verb === "G" ? text.toUpperCase() : text);
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return sign + (fraction === "" ? whole : `${whole}.${fraction}`);
}

function padded(body: string, { flags, width = 0, precision, verb }: Directive, numeric: boolean): string {
  const missing = width - [...body].length;
  if (missing <= 0) return body;
  if (flags.includes("-")) return body + " ".repeat(missing);
  const zeros = flags.includes("0") && !(numeric && "dbxXoO".includes(verb) && precision !== undefined);
  if (!zeros) return " ".repeat(missing) + body;
  const sign = numeric && /^[+\- ]/.test(body) ? body.slice(0, 1) : "";
  return sign + "0".repeat(missing) + body.slice(sign.length);
}
