// Source: OPA v1/topdown/regex.go (builtinGlobsMatch) and github.com/yashtewari/glob-intersection: two globs of single
// characters, `.`, `[…]`, each with `+` or `*` after it.
import { BuiltinError, text, type ValueBuiltin } from "./builtin.ts";

type Kind =
  | { readonly kind: "character"; readonly point: number }
  | { readonly kind: "any" }
  | { readonly kind: "set"; readonly ranges: readonly (readonly [number, number])[] };

type Token = Kind & { readonly repeats: "" | "+" | "*" };
type Spend = (steps: number) => void;

interface Character {
  readonly text: string;
  readonly escaped: boolean;
}

function invalid(why: string): never {
  throw new BuiltinError(`${why}: the input provided is invalid`);
}

function characters(glob: string): readonly Character[] {
  const found: Character[] = [];
  let escaped = false;
  for (const character of glob) {
    if (!escaped && character === "\\") escaped = true;
    else {
      found.push({ text: character, escaped });
      escaped = false;
    }
  }
  if (escaped) invalid("input ends with a \\ (escape) character");
  return found;
}

const pointOf = (character: string) => character.codePointAt(0) ?? 0;

function tokensOf(glob: string): readonly Token[] {
  const input = characters(glob);
  const tokens: Token[] = [];
  let at = 0;
  const next = () => input[at++];
  const set = (): Kind => {
    const ranges: [number, number][] = [];
    let before: number | undefined;
    for (let found = next(); found !== undefined; found = next()) {
      const { text: character, escaped } = found;
      if (!escaped && character === "]") return { kind: "set", ranges };
      if (!escaped && character === "-") {
        if (before === undefined) invalid("range character '-' must be preceded by a Unicode character");
        const end = next();
        if (end === undefined || at >= input.length)
          return invalid("range character '-' must be followed by a Unicode character");
        if (!end.escaped && (end.text === "]" || end.text === "-"))
          invalid("range character '-' cannot be followed by a special symbol");
        if (pointOf(end.text) < before) invalid("range is out of order");
        ranges.push([before, pointOf(end.text)]);
        before = undefined;
      } else {
        before = pointOf(character);
        ranges.push([before, before]);
      }
    }
    return invalid("found [ without matching ]");
  };
  for (let found = next(); found !== undefined; found = next()) {
    const { text: character, escaped } = found;
    let kind: Kind = { kind: "character", point: pointOf(character) };
    if (!escaped) {
      if (character === "]") invalid("set-close ']' with no preceding '['");
      if (character === "+" || character === "*")
        invalid(`flag '${character}' must be preceded by a non-flag`);
      if (character === ".") kind = { kind: "any" };
      if (character === "[") kind = set();
    }
    const flag = input[at];
    const repeats = flag?.escaped === false && (flag.text === "+" || flag.text === "*") ? flag.text : "";
    if (repeats !== "") at++;
    tokens.push({ ...kind, repeats });
  }
  return simplified(tokens);
}

function matches(left: Kind, right: Kind): boolean {
  if (left.kind === "any" || right.kind === "any") return true;
  const [ours, theirs] = [rangesOf(left), rangesOf(right)];
  return ours.some(([low, high]) => theirs.some(([from, to]) => low <= to && from <= high));
}

function rangesOf(kind: Exclude<Kind, { kind: "any" }>): readonly (readonly [number, number])[] {
  return kind.kind === "set" ? kind.ranges : [[kind.point, kind.point]];
}

/** The same for equal tokens, whatever their flags. */
function identity(token: Kind): string {
  if (token.kind === "any") return "any";
  if (token.kind === "character") return `character ${token.point}`;
  const merged: [number, number][] = [];
  for (const [low, high] of [...token.ranges].sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return `set ${merged.join(" ")}`;
}

/** Equal tokens with flags, one right after another, become one. */
function simplified(tokens: readonly Token[]): readonly Token[] {
  const simple: Token[] = [];
  for (const token of tokens) {
    const latest = simple.at(-1);
    if (latest?.repeats && token.repeats && identity(latest) === identity(token)) {
      const repeats = token.repeats === "+" || latest.repeats === "+" ? "+" : "*";
      simple[simple.length - 1] = { ...latest, repeats };
    } else simple.push(token);
  }
  return simple;
}

/** Cuts beginnings and ends of single tokens that match; undefined when they do not. */
function trimmed(
  left: readonly Token[],
  right: readonly Token[],
): readonly [readonly Token[], readonly Token[]] | undefined {
  const single = (a: Token | undefined, b: Token | undefined) =>
    a !== undefined && b !== undefined && a.repeats === "" && b.repeats === "";
  const agree = (a: Token | undefined, b: Token | undefined) =>
    a !== undefined && b !== undefined && matches(a, b);
  let start = 0;
  for (; single(left[start], right[start]); start++) if (!agree(left[start], right[start])) return undefined;
  // One is left, as the search does not work on nothing.
  if (start > 0) start--;
  let [leftEnd, rightEnd] = [left.length - 1, right.length - 1];
  for (
    ;
    leftEnd >= start && rightEnd >= start && single(left[leftEnd], right[rightEnd]);
    leftEnd--, rightEnd--
  )
    if (!agree(left[leftEnd], right[rightEnd])) return undefined;
  const kept = leftEnd < left.length - 1 ? 2 : 1;
  return [left.slice(start, leftEnd + kept), right.slice(start, rightEnd + kept)];
}

/**
 * The search of the library step by step, since it is not exact itself: what stands after a star is taken at the first
 * token that matches it. Answers are remembered, which the library does not do.
 */
class Search {
  readonly #globs: readonly [readonly Token[], readonly Token[]];
  readonly #spend: Spend;
  readonly #known = new Map<string, boolean>();

  constructor(left: readonly Token[], right: readonly Token[], spend: Spend) {
    this.#globs = [left, right];
    this.#spend = spend;
  }

  /** Whether the rests of both globs have a text in common; `side` is the one that is looked at first. */
  normal(side: 0 | 1, own: number, other: number): boolean {
    const [first, second] = [this.#globs[side], this.#globs[side === 0 ? 1 : 0]];
    let [i, j] = [own, other];
    for (; i < first.length && j < second.length; i++, j++) {
      this.#spend(1);
      const [a, b] = [first[i], second[j]];
      if (a === undefined || b === undefined) return false;
      if (a.repeats !== "") return this.#repeated(side, a.repeats, i, j);
      if (b.repeats !== "") return this.#repeated(side === 0 ? 1 : 0, b.repeats, j, i);
      if (!matches(a, b)) return false;
    }
    return i === first.length && j === second.length;
  }

  #repeated(side: 0 | 1, repeats: "+" | "*", own: number, other: number): boolean {
    return repeats === "+" ? this.#plus(side, own, other) : this.#star(side, own, other);
  }

  #plus(side: 0 | 1, own: number, other: number): boolean {
    const plussed = this.#globs[side][own];
    const first = this.#globs[side === 0 ? 1 : 0][other];
    if (plussed === undefined || first === undefined || !matches(plussed, first)) return false;
    return this.#star(side, own, other + 1) || (first.repeats !== "" && this.normal(side, own + 1, other));
  }

  #star(side: 0 | 1, own: number, otherFrom: number): boolean {
    const key = `${side} ${own} ${otherFrom}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const answer = this.#starOnce(side, own, otherFrom);
    this.#known.set(key, answer);
    return answer;
  }

  #starOnce(side: 0 | 1, own: number, otherFrom: number): boolean {
    const [starred, next] = [this.#globs[side][own], this.#globs[side][own + 1]];
    const other = this.#globs[side === 0 ? 1 : 0];
    for (let at = otherFrom; at < other.length; at++) {
      this.#spend(1);
      const token = other[at];
      if (token === undefined || starred === undefined) return false;
      if (next !== undefined && matches(token, next) && this.normal(side, own + 1, at)) return true;
      if (!matches(token, starred)) return false;
    }
    return next === undefined;
  }
}

function intersect(left: string, right: string, spend: Spend): boolean {
  const globs = trimmed(tokensOf(left), tokensOf(right));
  return globs !== undefined && new Search(...globs, spend).normal(0, 0, 0);
}

const noSpend = () => undefined;

export const globIntersectionBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["regex.globs_match", (args, { spend = noSpend }) => intersect(text(args, 0), text(args, 1), spend)],
]);
