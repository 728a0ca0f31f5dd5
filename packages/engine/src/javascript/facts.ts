import type { Local } from "../plan/plan.ts";

/** What is known of a local at one place of the code, whatever the input. */
export type Fact =
  /** A part of the input document, or undefined: JSON as it was parsed. */
  | { readonly kind: "input" }
  /** A part of the base documents, which never change. */
  | { readonly kind: "data" }
  /** An array of these constants. */
  | { readonly kind: "path"; readonly steps: readonly string[] };

/** Facts are found as the code is written, from the first statement to the last. */
export class Facts {
  readonly #known = new Map<Local, Fact>();

  of(local: Local): Fact | undefined {
    return this.#known.get(local);
  }

  /** @param fact undefined when nothing is known any more */
  learn(local: Local, fact: Fact | undefined): void {
    if (fact === undefined) this.#known.delete(local);
    else this.#known.set(local, fact);
  }

  forget(locals: Iterable<Local>): void {
    for (const local of locals) this.#known.delete(local);
  }

  isJson(local: Local): boolean {
    const kind = this.of(local)?.kind;
    return kind === "input" || kind === "data";
  }
}
