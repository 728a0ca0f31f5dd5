import type { Spend } from "../values/convert.ts";
import { Collection, isObject, type Value } from "../values/value.ts";
import type { Slot } from "./term.ts";

interface KnownCall {
  readonly value: Slot;
  readonly steps: number;
}

/** What one builtin of one argument gave for objects of documents, which are never changed, for all decisions. */
export class KnownCalls {
  readonly #calls = new WeakMap<object, KnownCall>();

  /** @param evaluate is given what counts its steps; those are spent again for an answer that is known */
  value(argument: Value | undefined, evaluate: (spend: Spend) => Slot, spend: Spend): Slot {
    // The plan fills objects of ours, and arrays, after they were made.
    if (!isObject(argument) || argument instanceof Collection) return evaluate(spend);
    const known = this.#calls.get(argument);
    if (known !== undefined) {
      spend(known.steps);
      return known.value;
    }
    let steps = 0;
    const value = evaluate((more) => {
      steps += more;
      spend(more);
    });
    this.#calls.set(argument, { value, steps });
    return value;
  }
}
