import type { Local } from "../plan/plan.ts";
import type { MentionVisitor } from "./mentions.ts";

/** What is known of a local at one place of the code, whatever the input. */
export type Fact =
  /** A part of the input document, or undefined: JSON as it was parsed. */
  | { readonly kind: "input" }
  /** A part of the base documents, which never change. */
  | { readonly kind: "data" }
  /** A plain object that this code has made, so far of JSON alone. */
  | { readonly kind: "made" }
  /** A part of such an object, or undefined. */
  | { readonly kind: "madePart" }
  /** A constant that is no collection. */
  | { readonly kind: "scalar"; readonly isNull: boolean }
  /** An array of these constants. */
  | { readonly kind: "path"; readonly steps: readonly string[] };

/** Facts are found as the code is written, from the first statement to the last. */
export class Facts {
  readonly #known = new Map<Local, Fact>();
  // Those of them that are of objects that this code has made.
  readonly #made = new Set<Local>();

  of(local: Local): Fact | undefined {
    return this.#known.get(local);
  }

  /** @param fact undefined when nothing is known any more */
  learn(local: Local, fact: Fact | undefined): void {
    this.#forgetOne(local);
    if (fact === undefined) return;
    this.#known.set(local, fact);
    if (fact.kind === "made" || fact.kind === "madePart") this.#made.add(local);
  }

  /** Forgets what a statement writes. */
  readonly forgettingWrites: MentionVisitor = {
    read: () => undefined,
    write: (local) => this.#forgetOne(local),
  };

  forget(locals: Iterable<Local>): void {
    for (const local of locals) this.#forgetOne(local);
  }

  /** When something other than JSON may be put into an object, under whatever name. */
  forgetMade(): void {
    for (const local of this.#made) this.#known.delete(local);
    this.#made.clear();
  }

  #forgetOne(local: Local): void {
    if (this.#known.delete(local)) this.#made.delete(local);
  }

  /** Whether a local is JSON or undefined, so that there are no collections of ours in it. */
  isJson(local: Local): boolean {
    const kind = this.of(local)?.kind;
    return kind !== undefined && kind !== "path";
  }

  /** What is known of what is read from a local, or scanned in it. */
  ofPart(local: Local): Fact | undefined {
    const fact = this.of(local);
    switch (fact?.kind) {
      case "input":
      case "data":
        return fact;
      case "made":
      case "madePart":
        return { kind: "madePart" };
      case "scalar":
      case "path":
      case undefined:
        return undefined;
    }
  }
}
