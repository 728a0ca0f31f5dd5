// Source: gqlparser v2.5 lexer/. Other lexers of GraphQL read numbers, escapes and block strings differently.
import { BuiltinError } from "../builtin.ts";

export type TokenKind =
  | "<EOF>"
  | "Name"
  | "Int"
  | "Float"
  | "String"
  | "BlockString"
  | "Comment"
  | Punctuator;
type Punctuator = "!" | "$" | "&" | "(" | ")" | "..." | ":" | "=" | "@" | "[" | "]" | "{" | "}" | "|";

export interface Token {
  readonly kind: TokenKind;
  /** What a name, number, text or comment says; empty for punctuators. */
  readonly value: string;
  /** Where it begins in the source; for texts, what is inside of the quotes. */
  readonly start: number;
}

export interface Lexer {
  /**
   * Reads the next token, comments included; at the end `<EOF>`, again and again.
   *
   * @throws {BuiltinError} when there is no token
   */
  next(): Token;
}

/** The error with the place that OPA names: a row, and a column in code points. */
export function syntaxError(what: string, source: string, offset: number): BuiltinError {
  const rows = source.slice(0, offset).split(/\r\n|\r|\n/);
  return new BuiltinError(
    `${what} in GraphQL string at location ${rows.length}:${[...(rows.at(-1) ?? "")].length + 1}`,
  );
}

const blank = /[\t\r\n ,\ufeff]*/y;
const punctuator = /\.\.\.|[!$&():=@[\]{}|]/y;
const name = /[_A-Za-z][_0-9A-Za-z]*/y;
const number = /-?(?:0(?![0-9])|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const comment = /#[^\0-\x08\x0a-\x1f]*/y;
const plainText = /[^"\\\0-\x08\x0a-\x1f]*/y;
const plainBlock = /[^"\\\r\n\0-\x08\x0b\x0c\x0e-\x1f]*/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "/": "/",
  "\\": "\\",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

export function createLexer(source: string): Lexer {
  let end = 0;

  const take = (pattern: RegExp): string => {
    pattern.lastIndex = end;
    const found = pattern.exec(source)?.[0] ?? "";
    end += found.length;
    return found;
  };
  const refuse = (what: string): never => {
    throw syntaxError(what, source, end);
  };

  function numberToken(): Token {
    const start = end;
    const value = take(number);
    // What looks like a fraction or exponent has to be one.
    if (
      value === "" ||
      /[.]/.test(source[end] ?? "") ||
      (/[eE]/.test(source[end] ?? "") && !/[eE]/.test(value))
    )
      refuse("Invalid number");
    return { kind: /[.eE]/.test(value) ? "Float" : "Int", value, start };
  }

  function textToken(): Token {
    const start = ++end;
    let value = "";
    for (;;) {
      value += take(plainText);
      const character = source[end];
      if (character === '"') {
        end++;
        return { kind: "String", value, start };
      }
      if (character !== "\\") {
        const ends = character === undefined || character === "\n" || character === "\r";
        refuse(ends ? "Unterminated string" : "Invalid character within String");
      }
      value += escaped();
    }
  }

  function escaped(): string {
    const letter = source[end + 1] ?? "";
    if (letter === "u") {
      const code = /^[0-9a-fA-F]{4}$/.exec(source.slice(end + 2, end + 6))?.[0];
      if (code === undefined) return refuse("Invalid character escape sequence");
      end += 6;
      const unit = Number.parseInt(code, 16);
      // Go knows no surrogates outside of UTF-16, not even in pairs.
      return unit >= 0xd800 && unit <= 0xdfff ? "\ufffd" : String.fromCharCode(unit);
    }
    const meant = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (meant === undefined) return refuse("Invalid character escape sequence");
    end += 2;
    return meant;
  }

  function blockToken(): Token {
    end += 3;
    const start = end;
    let raw = "";
    for (;;) {
      raw += take(plainBlock);
      const character = source[end];
      if (character === '"') {
        const quotes = take(/"+/y);
        raw += quotes.length < 3 ? quotes : quotes.slice(3);
        if (quotes.length >= 3) return { kind: "BlockString", value: blockValue(raw), start };
      } else if (character === "\\") {
        const isQuoted = source.startsWith('\\"""', end);
        raw += isQuoted ? '"""' : "\\";
        end += isQuoted ? 4 : 1;
      } else if (character === "\n" || character === "\r") {
        raw += "\n";
        end += source.startsWith("\r\n", end) ? 2 : 1;
      } else {
        refuse(character === undefined ? "Unterminated string" : "Invalid character within String");
      }
    }
  }

  return {
    next: () => {
      take(blank);
      const start = end;
      const character = source[end];
      if (character === undefined) return { kind: "<EOF>", value: "", start };
      if (/[-0-9]/.test(character)) return numberToken();
      if (character === '"') return source.startsWith('"""', end) ? blockToken() : textToken();
      if (character === "#") return { kind: "Comment", value: take(comment), start };
      const word = take(name);
      if (word !== "") return { kind: "Name", value: word, start };
      const mark = take(punctuator);
      if (mark === "") refuse("Unexpected <Invalid>");
      return { kind: mark as Punctuator, value: "", start };
    },
  };
}

/** A block without the indent that its lines share, the first included, and without empty lines around. */
function blockValue(raw: string): string {
  const lines = raw.split("\n");
  const isBlank = (text: string) => /^[ \t]*$/.test(text);
  const indents = lines.filter((text) => !isBlank(text)).map((text) => text.search(/[^ \t]/));
  const shared = indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY);
  const cut = lines.map((text, index) =>
    index === 0 || shared === Number.POSITIVE_INFINITY ? text : text.slice(shared),
  );
  const first = cut.findIndex((text) => !isBlank(text));
  if (first < 0) return "";
  return cut.slice(first, cut.findLastIndex((text) => !isBlank(text)) + 1).join("\n");
}
