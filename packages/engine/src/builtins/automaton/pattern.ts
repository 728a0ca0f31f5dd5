// Source: the syntax of RE2, https://github.com/google/re2/wiki/Syntax, of which this reads a part.

/** Code points as ranges, in order and apart: first and last, first and last. */
export type Ranges = readonly number[];

export type Node =
  | { readonly kind: "characters"; readonly ranges: Ranges }
  | { readonly kind: "begin" | "end" }
  | { readonly kind: "sequence" | "choice"; readonly nodes: readonly Node[] }
  /** `most` is undefined for as often as there is. */
  | {
      readonly kind: "repeat";
      readonly node: Node;
      readonly fewest: number;
      readonly most: number | undefined;
    };

const lastPoint = 0x10ffff;
const mostDeep = 50;

const digits: Ranges = [0x30, 0x39];
const words: Ranges = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
// No vertical tab, as in RE2.
const spaces: Ranges = [0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20];

/** By the letter after a backslash. */
const classes: ReadonlyMap<string, Ranges> = new Map([
  ["d", digits],
  ["D", complement(digits)],
  ["w", words],
  ["W", complement(words)],
  ["s", spaces],
  ["S", complement(spaces)],
  ["n", [0x0a, 0x0a]],
  ["r", [0x0d, 0x0d]],
  ["t", [0x09, 0x09]],
  ["f", [0x0c, 0x0c]],
  ["v", [0x0b, 0x0b]],
]);

/**
 * Reads a pattern that RE2 accepts.
 *
 * @returns undefined for one with more than literals, classes, groups, choices, repetitions, `^` and `$`
 */
export function patternOf(text: string): Node | undefined {
  const reader = new Reader(text);
  try {
    return reader.whole();
  } catch (error) {
    if (error instanceof Unread) return undefined;
    throw error;
  }
}

/** Something that is not read here. */
class Unread extends Error {}

class Reader {
  readonly #characters: readonly string[];
  readonly #any: Ranges;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    const isSingleLine = text.startsWith("(?s)");
    this.#characters = [...(isSingleLine ? text.slice("(?s)".length) : text)];
    this.#any = isSingleLine ? [0, lastPoint] : complement([0x0a, 0x0a]);
  }

  whole(): Node {
    const node = this.#choice();
    if (this.#at < this.#characters.length) throw new Unread();
    return node;
  }

  #choice(): Node {
    if (++this.#depth > mostDeep) throw new Unread();
    const nodes = [this.#sequence()];
    while (this.#take("|")) nodes.push(this.#sequence());
    this.#depth--;
    return { kind: "choice", nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    for (let next = this.#next(); next !== undefined && next !== "|" && next !== ")"; next = this.#next())
      nodes.push(this.#repeated(this.#single()));
    return { kind: "sequence", nodes };
  }

  #single(): Node {
    const character = this.#read();
    switch (character) {
      case "(": {
        if (this.#take("?") && !this.#take(":")) throw new Unread();
        const node = this.#choice();
        if (!this.#take(")")) throw new Unread();
        return node;
      }
      case "[":
        return { kind: "characters", ranges: this.#class() };
      case ".":
        return { kind: "characters", ranges: this.#any };
      case "^":
        return { kind: "begin" };
      case "$":
        return { kind: "end" };
      case "\\":
        return { kind: "characters", ranges: this.#escape() };
      case "*":
      case "+":
      case "?":
      case "{":
        throw new Unread();
      default:
        return { kind: "characters", ranges: pointRange(character) };
    }
  }

  #repeated(node: Node): Node {
    const bounds = this.#bounds();
    if (bounds === undefined) return node;
    if (node.kind === "begin" || node.kind === "end") throw new Unread();
    // As few as there can be: the same texts match.
    this.#take("?");
    if (this.#bounds() !== undefined) throw new Unread();
    return { kind: "repeat", node, ...bounds };
  }

  #bounds(): { readonly fewest: number; readonly most: number | undefined } | undefined {
    if (this.#take("*")) return { fewest: 0, most: undefined };
    if (this.#take("+")) return { fewest: 1, most: undefined };
    if (this.#take("?")) return { fewest: 0, most: 1 };
    if (!this.#take("{")) return undefined;
    const fewest = this.#number();
    const most = this.#take(",") ? (this.#next() === "}" ? undefined : this.#number()) : fewest;
    if (!this.#take("}")) throw new Unread();
    return { fewest, most };
  }

  #number(): number {
    let text = "";
    for (let next = this.#next(); next !== undefined && /^[0-9]$/.test(next); next = this.#next())
      text += this.#read();
    if (text === "" || text.length > 4) throw new Unread();
    return Number(text);
  }

  #class(): Ranges {
    const isNegated = this.#take("^");
    const ranges: (readonly [number, number])[] = [];
    for (let isFirst = true; isFirst || this.#next() !== "]"; isFirst = false) {
      const first = this.#member();
      if (first.length === 2 && first[0] === first[1] && this.#next() === "-" && this.#next(1) !== "]") {
        this.#read();
        const last = this.#member();
        if (last.length !== 2 || last[0] !== last[1]) throw new Unread();
        ranges.push([first[0] ?? 0, last[0] ?? 0]);
      } else for (let at = 0; at < first.length; at += 2) ranges.push([first[at] ?? 0, first[at + 1] ?? 0]);
    }
    this.#read();
    const all = joined(ranges);
    return isNegated ? complement(all) : all;
  }

  #member(): Ranges {
    const character = this.#read();
    if (character === "[" && this.#next() === ":") throw new Unread();
    return character === "\\" ? this.#escape() : pointRange(character);
  }

  #escape(): Ranges {
    const character = this.#read();
    const known = classes.get(character);
    if (known !== undefined) return known;
    // All other letters, digits and what is not ASCII mean something of their own, or nothing.
    if (!/^[!-/:-@[-`{-~ ]$/.test(character)) throw new Unread();
    return pointRange(character);
  }

  #next(ahead = 0): string | undefined {
    return this.#characters[this.#at + ahead];
  }

  #read(): string {
    const character = this.#next();
    if (character === undefined) throw new Unread();
    this.#at++;
    return character;
  }

  #take(character: string): boolean {
    if (this.#next() !== character) return false;
    this.#at++;
    return true;
  }
}

function pointRange(character: string): Ranges {
  const point = character.codePointAt(0) ?? 0;
  // Half of a pair is no character of RE2's.
  if (point >= 0xd800 && point <= 0xdfff) throw new Unread();
  return [point, point];
}

function joined(ranges: readonly (readonly [number, number])[]): Ranges {
  const all: number[] = [];
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    const before = all.at(-1);
    if (before !== undefined && first <= before + 1) all[all.length - 1] = Math.max(before, last);
    else all.push(first, last);
  }
  return all;
}

function complement(ranges: Ranges): Ranges {
  const all: number[] = [];
  let next = 0;
  for (let at = 0; at < ranges.length; at += 2) {
    if ((ranges[at] ?? 0) > next) all.push(next, (ranges[at] ?? 0) - 1);
    next = (ranges[at + 1] ?? 0) + 1;
  }
  if (next <= lastPoint) all.push(next, lastPoint);
  return all;
}
