import { patternOf, type Ranges } from "./pattern.ts";
import { type Program, programOf } from "./program.ts";

/** A set of places in a pattern that a text may have led to. */
interface State {
  readonly places: readonly number[];
  /** The text so far matches, whatever follows. */
  readonly matches: boolean;
  /** It matches if it ends here. */
  readonly matchesAtEnd: boolean;
  /** By the class of the next character; made when it is first needed. */
  readonly next: (State | undefined)[];
}

// A pattern that needs more is left to RE2.
const mostStates = 1_000;
const ascii = 128;

/**
 * Tells whether a pattern matches anywhere in a text, one table look-up for each character.
 *
 * @returns undefined when only RE2 can tell
 */
export class Automaton {
  readonly #program: Program;
  /** Where a class of characters begins: no place tells two characters of one class apart. */
  readonly #bounds: readonly number[];
  readonly #asciiClasses: Uint16Array;
  readonly #states = new Map<string, State>();
  readonly #start: State;

  private constructor(program: Program) {
    this.#program = program;
    this.#bounds = boundsOf(program);
    this.#asciiClasses = Uint16Array.from({ length: ascii }, (_, point) => classAt(this.#bounds, point));
    this.#start = this.#stateOf([program.start], true);
  }

  /** @returns undefined for a pattern that is beyond what is read here, or too large */
  static of(pattern: string): Automaton | undefined {
    const node = patternOf(pattern);
    const program = node === undefined ? undefined : programOf(node);
    return program === undefined ? undefined : new Automaton(program);
  }

  matches(text: string): boolean | undefined {
    let state = this.#start;
    for (let at = 0; at < text.length; at++) {
      if (state.matches) return true;
      if (state.places.length === 0) return false;
      const unit = text.charCodeAt(at);
      let character = unit < ascii ? (this.#asciiClasses[unit] ?? 0) : -1;
      if (character < 0) {
        const point = text.codePointAt(at) ?? 0;
        // Half of a pair stands for a byte that is no character.
        if (point >= 0xd800 && point <= 0xdfff) return undefined;
        if (point > 0xffff) at++;
        character = classAt(this.#bounds, point);
      }
      const next = state.next[character] ?? this.#follow(state, character);
      if (next === undefined) return undefined;
      state = next;
    }
    return state.matches || state.matchesAtEnd;
  }

  #follow(state: State, character: number): State | undefined {
    if (this.#states.size > mostStates) return undefined;
    const point = this.#bounds[character] ?? 0;
    const { steps, start } = this.#program;
    const places: number[] = [];
    for (const place of state.places) {
      const step = steps[place];
      if (step?.kind === "characters" && has(step.ranges, point)) places.push(step.next);
    }
    // A match may begin anywhere.
    places.push(start);
    const next = this.#stateOf(places, false);
    state.next[character] = next;
    return next;
  }

  #stateOf(from: readonly number[], isBegin: boolean): State {
    const places = this.#closure(from, isBegin, false);
    const key = `${isBegin}${places.join()}`;
    let state = this.#states.get(key);
    if (state === undefined) {
      const isMatch = (place: number) => this.#program.steps[place]?.kind === "match";
      const matchesAtEnd = this.#closure(from, isBegin, true).some(isMatch);
      // Only where a character or the end can follow is there something left to see.
      const open = places.filter((place) => {
        const kind = this.#program.steps[place]?.kind;
        return kind === "characters" || kind === "end";
      });
      state = { places: open, matches: places.some(isMatch), matchesAtEnd, next: [] };
      this.#states.set(key, state);
    }
    return state;
  }

  /** All places that are reached without a character. */
  #closure(from: readonly number[], isBegin: boolean, isEnd: boolean): readonly number[] {
    const reached = new Set<number>();
    const waiting = [...from];
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      if (reached.has(place)) continue;
      reached.add(place);
      const step = this.#program.steps[place];
      if (step?.kind === "split") waiting.push(...step.next);
      if ((step?.kind === "begin" && isBegin) || (step?.kind === "end" && isEnd)) waiting.push(step.next);
    }
    return [...reached].sort((a, b) => a - b);
  }
}

function boundsOf({ steps }: Program): readonly number[] {
  const bounds = new Set([0]);
  for (const step of steps)
    if (step.kind === "characters")
      for (let at = 0; at < step.ranges.length; at += 2)
        bounds.add(step.ranges[at] ?? 0).add((step.ranges[at + 1] ?? 0) + 1);
  return [...bounds].sort((a, b) => a - b);
}

/** The last bound that is not beyond a character. */
function classAt(bounds: readonly number[], point: number): number {
  let [low, high] = [0, bounds.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) <= point) low = middle;
    else high = middle;
  }
  return low;
}

function has(ranges: Ranges, point: number): boolean {
  for (let at = 0; at < ranges.length; at += 2)
    if (point >= (ranges[at] ?? 0) && point <= (ranges[at + 1] ?? 0)) return true;
  return false;
}
