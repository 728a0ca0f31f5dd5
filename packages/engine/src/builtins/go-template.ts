// Source: Go's text/template/parse. A part of the language; what is outside of it is refused, never guessed.
import { BuiltinError, UnsupportedCall } from "./builtin.ts";

/** A value in an action. */
export type Operand =
  /** `.a.b`, `$.a`, `$x.a`; the variable is `.` for the dot. */
  | { readonly kind: "path"; readonly variable: string; readonly fields: readonly string[] }
  | { readonly kind: "constant"; readonly value: string | number | boolean }
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline }
  | { readonly kind: "function"; readonly name: TemplateFunction };

/** Commands, each of which gets the value of the one before as its last argument. */
export type Pipeline = readonly (readonly Operand[])[];

/** `$x := pipeline`, `$x = pipeline`, or the pipeline alone. */
export interface Binding {
  readonly variables: readonly string[];
  readonly declares: boolean;
  readonly pipeline: Pipeline;
}

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly binding: Binding }
  | {
      readonly kind: "if" | "with" | "range";
      readonly binding: Binding;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | { readonly kind: "break" | "continue" };

const functions = ["and", "or", "not", "len", "index", "eq", "ne"] as const;
export type TemplateFunction = (typeof functions)[number];

/** Functions and words of Go's that are not covered. */
const notCovered: ReadonlySet<string> = new Set([
  ...["call", "html", "js", "print", "printf", "println", "slice", "urlquery"],
  ...["lt", "le", "gt", "ge", "nil", "define", "template", "block"],
]);

type Piece = { readonly text: string } | { readonly action: string };

/** Text and actions, in which markers have trimmed the text around. */
function pieces(template: string): readonly Piece[] {
  const found: Piece[] = [];
  let rest = template;
  let trim = false;
  for (;;) {
    const open = rest.indexOf("{{");
    const after = open < 0 ? "" : rest.slice(open + 2);
    const trimsBefore = /^-[ \t\r\n]/.test(after);
    let text = open < 0 ? rest : rest.slice(0, open);
    if (trim) text = text.replace(/^[ \t\r\n]+/, "");
    if (trimsBefore) text = text.replace(/[ \t\r\n]+$/, "");
    if (text !== "") found.push({ text });
    if (open < 0) return found;
    const action = actionAt(trimsBefore ? after.slice(2) : after);
    trim = action.trims;
    rest = action.rest;
    if (action.text !== undefined) found.push({ action: action.text });
  }
}

interface Action {
  /** Undefined for a comment. */
  readonly text: string | undefined;
  readonly trims: boolean;
  readonly rest: string;
}

function actionAt(source: string): Action {
  if (source.startsWith("/*")) {
    const end = source.indexOf("*/");
    const close = /^([ \t\r\n]-)?\}\}/.exec(end < 0 ? "" : source.slice(end + 2));
    if (close === null) throw new BuiltinError("template: unclosed comment");
    return { text: undefined, trims: close[1] !== undefined, rest: source.slice(end + 2 + close[0].length) };
  }
  // Strings may hold what closes an action.
  const found = /^((?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|[^"`}]|\}(?!\}))*?)([ \t\r\n]-)?\}\}/.exec(source);
  if (found === null) throw new BuiltinError("template: unclosed action");
  return { text: found[1] ?? "", trims: found[2] !== undefined, rest: source.slice(found[0].length) };
}

const token =
  /[ \t\r\n]+|("(?:[^"\\\n]|\\.)*")|(`[^`]*`)|((?:\.[\p{L}_][\p{L}\p{Nd}_]*)+|\.(?![\p{L}\p{Nd}_.]))|(\$[\p{L}\p{Nd}_]*(?:\.[\p{L}_][\p{L}\p{Nd}_]*)*)|(\d{1,15}(?![\w.]))|([\p{L}_][\p{L}\p{Nd}_]*)|(:=|[|(),=])/uy;

function tokens(action: string): readonly string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < action.length) {
    const match = token.exec(action);
    if (match === null) throw new UnsupportedCall("this syntax of templates");
    const [text] = match;
    if (text.startsWith(".") && action[match.index - 1] === ")")
      throw new UnsupportedCall("fields of a pipeline in templates");
    if (/\S/.test(text)) found.push(text);
  }
  return found;
}

/**
 * Reads a template.
 *
 * @throws {BuiltinError} when it is none, UnsupportedCall when it uses what is not covered here
 */
export function parseTemplate(template: string): readonly TemplateNode[] {
  const reader = new Reader(pieces(template));
  const nodes = reader.nodes([], false);
  if (!reader.done) throw new BuiltinError("template: unexpected {{end}} or {{else}}");
  return nodes;
}

const maxDepth = 200;

class Reader {
  readonly #pieces: readonly Piece[];
  #at = 0;
  #depth = 0;
  /** The words after the last `{{else`, or of the `{{end}}`, at which the nodes ended. */
  #ended: readonly string[] = [];

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  get done(): boolean {
    return this.#at >= this.#pieces.length && this.#ended.length === 0;
  }

  /** Nodes up to an `end` or `else`; at the top, up to the end of the template. */
  nodes(variables: readonly string[], inRange: boolean): readonly TemplateNode[] {
    const found: TemplateNode[] = [];
    let known = variables;
    while (this.#at < this.#pieces.length) {
      const piece = this.#pieces[this.#at++];
      if (piece === undefined) break;
      if ("text" in piece) {
        found.push({ kind: "text", text: piece.text });
        continue;
      }
      const words = tokens(piece.action);
      const [first, ...rest] = words;
      if (first === "end" || first === "else") {
        this.#ended = words;
        return found;
      }
      if (first === "if" || first === "with" || first === "range")
        found.push(this.#branch(first, rest, known, inRange));
      else if (first === "break" || first === "continue") {
        if (!inRange || rest.length > 0) throw new BuiltinError(`template: {{${first}}} outside {{range}}`);
        found.push({ kind: first });
      } else {
        const binding = bindingOf(words, known, false);
        if (binding.declares) known = [...known, ...binding.variables];
        found.push({ kind: "action", binding });
      }
    }
    this.#ended = [];
    return found;
  }

  #branch(
    kind: "if" | "with" | "range",
    words: readonly string[],
    variables: readonly string[],
    inRange: boolean,
  ): TemplateNode {
    if (++this.#depth > maxDepth) throw new UnsupportedCall("a template nested as deeply");
    const binding = bindingOf(words, variables, kind === "range");
    const known = binding.declares ? [...variables, ...binding.variables] : variables;
    const body = this.nodes(known, inRange || kind === "range");
    const node = { kind, binding, body, otherwise: this.#otherwise(kind, known, inRange) };
    this.#depth--;
    return node;
  }

  #otherwise(
    kind: "if" | "with" | "range",
    variables: readonly string[],
    inRange: boolean,
  ): readonly TemplateNode[] {
    const [word, next, ...rest] = this.#ended;
    if (word === undefined) throw new BuiltinError("template: unexpected EOF");
    this.#ended = [];
    if (word === "end") {
      if (next !== undefined) throw new BuiltinError("template: unexpected word in {{end}}");
      return [];
    }
    if (next === undefined) {
      const nodes = this.nodes(variables, inRange);
      const [end, more] = this.#ended;
      this.#ended = [];
      if (end !== "end" || more !== undefined) throw new BuiltinError("template: expected {{end}}");
      return nodes;
    }
    // `{{else if}}` is an `if` in the `else`, with one end for both.
    if (next !== kind || kind === "range") throw new BuiltinError("template: unexpected word in {{else}}");
    return [this.#branch(kind, rest, variables, inRange)];
  }
}

function bindingOf(words: readonly string[], variables: readonly string[], isRange: boolean): Binding {
  const sign = words.findIndex((word) => word === ":=" || word === "=");
  const names = sign < 0 ? [] : words.slice(0, sign).filter((_, index) => index % 2 === 0);
  const commas = sign < 0 ? [] : words.slice(0, sign).filter((_, index) => index % 2 === 1);
  const declares = words[sign] === ":=";
  if (sign >= 0) {
    const most = isRange ? 2 : 1;
    if (sign % 2 === 0 || names.length > most || commas.some((word) => word !== ","))
      throw new BuiltinError("template: unexpected sign in an action");
    if (names.some((name) => !/^\$[\p{L}\p{Nd}_]+$/u.test(name)))
      throw new BuiltinError("template: unexpected operand of a declaration");
    if (!declares && names.some((name) => !variables.includes(name)))
      throw new BuiltinError("template: undefined variable");
  }
  const parser = new PipelineParser(words.slice(sign + 1), variables);
  return { variables: names, declares, pipeline: parser.whole() };
}

class PipelineParser {
  readonly #words: readonly string[];
  readonly #variables: readonly string[];
  #at = 0;

  constructor(words: readonly string[], variables: readonly string[]) {
    this.#words = words;
    this.#variables = variables;
  }

  whole(): Pipeline {
    const pipeline = this.#pipeline();
    if (this.#at < this.#words.length) throw new BuiltinError("template: unexpected word in an action");
    return pipeline;
  }

  #pipeline(): Pipeline {
    const commands: (readonly Operand[])[] = [];
    let command: Operand[] = [];
    const close = () => {
      if (command.length === 0) throw new BuiltinError("template: missing value for command");
      const [first] = command;
      if (commands.length > 0 && first?.kind !== "function")
        throw new BuiltinError("template: non executable command in pipeline");
      commands.push(command);
      command = [];
    };
    for (; this.#at < this.#words.length; this.#at++) {
      const word = this.#words[this.#at] ?? "";
      if (word === ")") break;
      if (word === "|") close();
      else command.push(this.#operand(word));
    }
    close();
    return commands;
  }

  #operand(word: string): Operand {
    if (word === "(") {
      this.#at++;
      const pipeline = this.#pipeline();
      if (this.#words[this.#at] !== ")") throw new BuiltinError("template: unclosed left paren");
      return { kind: "pipeline", pipeline };
    }
    if (word.startsWith("`")) return { kind: "constant", value: word.slice(1, -1) };
    if (word.startsWith('"')) return { kind: "constant", value: unquoted(word) };
    if (/^\d/.test(word)) {
      if (/^0\d/.test(word)) throw new UnsupportedCall("octal numbers in templates");
      return { kind: "constant", value: Number(word) };
    }
    if (word === "true" || word === "false") return { kind: "constant", value: word === "true" };
    if (word.startsWith(".")) {
      return { kind: "path", variable: ".", fields: word === "." ? [] : word.slice(1).split(".") };
    }
    if (word.startsWith("$")) {
      const [variable = "", ...fields] = word.split(".");
      if (variable !== "$" && !this.#variables.includes(variable))
        throw new BuiltinError("template: undefined variable");
      return { kind: "path", variable, fields };
    }
    const known = functions.find((name) => name === word);
    if (known !== undefined) return { kind: "function", name: known };
    if (notCovered.has(word)) throw new UnsupportedCall(`${word} in templates`);
    throw /^\w/.test(word)
      ? new BuiltinError(`template: function ${JSON.stringify(word)} not defined`)
      : new BuiltinError("template: unexpected sign in an action");
  }
}

/** A string of Go; only escapes that JSON has, too. */
function unquoted(word: string): string {
  try {
    return JSON.parse(word) as string;
  } catch {
    throw new UnsupportedCall("this escape in a template");
  }
}
