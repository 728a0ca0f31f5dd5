const key = Symbol.for("@bylaw/test-runner/mutation");

interface Holder {
  [key]?: Map<number, MutationControl>;
}

/** The expression by which the code of a policy finds its control. */
export function controlExpression(number: number): string {
  return `globalThis[Symbol.for("@bylaw/test-runner/mutation")].get(${number})`;
}

/** Makes a control that code can find. @returns it, and its number */
export function newControl(): { readonly control: MutationControl; readonly number: number } {
  const holder = globalThis as Holder;
  holder[key] ??= new Map();
  const number = holder[key].size;
  const control = new MutationControl();
  holder[key].set(number, control);
  return { control, number };
}

const none = -1;

/** A constant of a module, or a policy, with the mutants that are in it. */
interface Initial {
  readonly first: number;
  readonly end: number;
  readonly compute: () => unknown;
  readonly assign: (value: unknown) => void;
  /** As it is written. */
  readonly value: unknown;
}

interface ComputedInitials {
  /** Up to the one that failed. */
  readonly values: readonly unknown[];
  readonly failed: boolean;
}

/**
 * What instrumented code asks at each place: whether a mutant there is the one that is tried. A place has a run of
 * numbers, one for each of its mutants.
 */
export class MutationControl {
  #active = none;
  #reached = new Set<number>();
  #outcomes = new Map<number, Set<boolean>>();
  #failed = false;

  readonly #initials: Initial[] = [];
  /** What is computed once with a mutant in it, from the first of them that it is in on. */
  readonly #computed = new Map<number, ComputedInitials>();
  readonly #madeAnew = new Map<unknown, unknown>();

  /**
   * Runs `work` with a mutant in place of what is written.
   *
   * @returns what it gives, and whether the mutant failed where no policy does
   */
  with<T>(mutant: number, work: () => T): { readonly result: T; readonly failed: boolean } {
    this.#active = mutant;
    this.#failed = false;
    const position = this.#positionOf(mutant);
    try {
      if (position !== none) this.#assign(position, mutant);
      return { result: work(), failed: this.#failed };
    } finally {
      this.#active = none;
      if (position !== none) for (const { assign, value } of this.#initials.slice(position)) assign(value);
    }
  }

  /** A constant of a module, which is computed again for mutants in it, with all that may be computed from it. */
  initial(first: number, end: number, compute: () => unknown, assign: (value: unknown) => void): void {
    const value = compute();
    this.#initials.push({ first, end, compute, assign, value });
    assign(value);
  }

  /** A policy, which is made anew likewise; the mutants are those of what is read once. @returns as it is written */
  policy(first: number, end: number, make: () => unknown): unknown {
    const policy = make();
    const assign = (made: unknown) => this.#madeAnew.set(policy, made);
    this.#initials.push({ first, end, compute: make, assign, value: policy });
    return policy;
  }

  /** The policy that is to be asked instead of one, with the mutant that is tried. */
  current<T>(policy: T): T {
    return (this.#madeAnew.get(policy) ?? policy) as T;
  }

  /** Whether a mutant is in what is computed once, so that every decision may depend on it. */
  isInitial(mutant: number): boolean {
    return this.#positionOf(mutant) !== none;
  }

  #positionOf(mutant: number): number {
    return this.#initials.findIndex(({ first, end }) => mutant >= first && mutant < end);
  }

  #assign(position: number, mutant: number): void {
    const initials = this.#initials.slice(position);
    const known = this.#computed.get(mutant);
    if (known !== undefined) {
      for (const [index, value] of known.values.entries()) initials[index]?.assign(value);
      this.#failed = known.failed;
      return;
    }
    const values: unknown[] = [];
    try {
      for (const { compute, assign } of initials) {
        const value = compute();
        assign(value);
        values.push(value);
      }
    } catch (error) {
      this.failure(error);
    }
    this.#computed.set(mutant, { values, failed: this.#failed });
  }

  /**
   * Runs `work` as the policy is written, and tells which places it came to, by their first numbers, and how
   * conditions came out.
   */
  watch<T>(work: () => T): {
    readonly result: T;
    readonly reached: ReadonlySet<number>;
    readonly outcomes: ReadonlyMap<number, ReadonlySet<boolean>>;
  } {
    this.#reached = new Set();
    this.#outcomes = new Map();
    const result = work();
    return { result, reached: this.#reached, outcomes: this.#outcomes };
  }

  #came(id: number, outcome: unknown): void {
    if (this.#active !== none || typeof outcome !== "boolean") return;
    const known = this.#outcomes.get(id) ?? new Set();
    this.#outcomes.set(id, known);
    known.add(outcome);
  }

  /** Which of `count` mutants from `first` on is tried; -1 for none. */
  #at(first: number, count: number): number {
    if (this.#active === none) {
      this.#reached.add(first);
      return none;
    }
    return this.#active >= first && this.#active < first + count ? this.#active - first : none;
  }

  is(id: number): boolean {
    return this.#at(id, 1) === 0;
  }

  /** Keep the left only, the right only, or ask for the other of "and" and "or". */
  and(id: number, left: () => unknown, right: () => unknown): unknown {
    switch (this.#at(id, 3)) {
      case 0:
        return left();
      case 1:
        return right();
      case 2:
        return left() || right();
      default:
        return left() && right();
    }
  }

  or(id: number, left: () => unknown, right: () => unknown): unknown {
    switch (this.#at(id, 3)) {
      case 0:
        return left();
      case 1:
        return right();
      case 2:
        return left() && right();
      default:
        return left() || right();
    }
  }

  coalesce(id: number, left: () => unknown, right: () => unknown): unknown {
    return this.#at(id, 1) === 0 ? right() : (left() ?? right());
  }

  not(id: number, value: unknown): unknown {
    this.#came(id, !value);
    return this.#at(id, 1) === 0 ? Boolean(value) : !value;
  }

  condition(id: number, value: unknown): unknown {
    this.#came(id, value);
    return this.#at(id, 1) === 0 ? !value : value;
  }

  /** @param operators as written, then one for each mutant */
  binary(id: number, operators: readonly string[], left: unknown, right: unknown): unknown {
    const operator = operators[this.#at(id, operators.length - 1) + 1] ?? "";
    const apply = binaryOperators.get(operator);
    if (apply === undefined) throw new Error(`no operator ${operator}`);
    const result = apply(left as never, right as never);
    this.#came(id, result);
    return result;
  }

  /** @param values as written, then one for each mutant */
  constant(id: number, values: readonly unknown[]): unknown {
    return values[this.#at(id, values.length - 1) + 1];
  }

  /** @param count how many elements the list has as written; the last mutant has none, the others lack one */
  list(id: number, count: number, elements: readonly unknown[]): unknown {
    const mutant = this.#at(id, count === 1 ? 1 : count + 1);
    if (mutant === none) return elements;
    return count === 1 || mutant === count ? [] : elements.filter((_, index) => index !== mutant);
  }

  /** The body of a rule; the mutant has it say nothing. */
  rule(id: number, body: () => unknown): unknown {
    const dropped = this.is(id);
    try {
      const answer = body();
      if (!dropped) return answer;
      return typeof answer === "boolean" ? false : [];
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** Notes an error that is no malformed input: a mutant that TypeScript would not have accepted. */
  failure(error: unknown): unknown {
    if (error instanceof TypeError || error instanceof ReferenceError) this.#failed = true;
    return error;
  }
}

type BinaryOperator = (left: never, right: never) => unknown;

const binaryOperators: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ["===", (left, right) => left === right],
  ["!==", (left, right) => left !== right],
  ["<", (left, right) => left < right],
  ["<=", (left, right) => left <= right],
  [">", (left, right) => left > right],
  [">=", (left, right) => left >= right],
  ["+", (left, right) => left + right],
  ["-", (left, right) => left - right],
  ["*", (left, right) => left * right],
  ["/", (left, right) => left / right],
  ["%", (left, right) => left % right],
]);
