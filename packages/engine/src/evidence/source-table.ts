import type { Json } from "../values/json.ts";

/** A stretch of a module. Rows and columns count from 1, columns in code points; the end is the first one after it. */
export interface Place {
  /** The module's name, as the policy source gives it. */
  readonly file: string;
  readonly row: number;
  readonly column: number;
  readonly endRow: number;
  readonly endColumn: number;
}

/** A rule with its one body. Several bodies of one rule are several of these, as are the branches of `else`. */
export interface RuleSite {
  /** Its index in the table. */
  readonly id: number;
  /** The package and the name, such as `["istio", "authz", "allowed_by"]`; without what is variable in the name. */
  readonly path: readonly string[];
  readonly kind: "body" | "else" | "default";
  readonly place: Place;
  readonly head: Place;
  /** The title of its METADATA. */
  readonly title?: string;
  /** What OPA's decision log says of it in `rule_labels`; of all scopes of METADATA, the inner before the outer. */
  readonly labels: Readonly<Record<string, Json>>;
  /** Whether a decision of the engine can reach it. */
  readonly planned: boolean;
}

/** An expression as it is written, in a body or in the body of a comprehension, an `every` or a `not`. */
export interface ExpressionSite {
  readonly id: number;
  /** The rule that it is in. */
  readonly rule: number;
  /** The expression that it is in, such as the one with the comprehension. */
  readonly within?: number;
  readonly place: Place;
  /**
   * `constant`: OPA's planner leaves it out, because it always holds, as `true` and `some x` do.
   * `unplanned`: it is in a rule that no decision of the engine can reach.
   */
  readonly status: "observed" | "constant" | "unplanned";
}

/** All that is written in the modules of a policy, reached or not. */
export interface SourceTable {
  readonly rules: readonly RuleSite[];
  readonly expressions: readonly ExpressionSite[];
}

/** What a statement of a plan belongs to: an expression, or what a rule does outside of its expressions. */
export type Owner =
  | { readonly kind: "rule"; readonly id: number; readonly parent?: undefined }
  | { readonly kind: "expression"; readonly id: number; readonly parent: Owner };

/** Finds what is written at a place of a module. */
export class SourceIndex {
  readonly #owners = new Map<string, { readonly place: Place; readonly owner: Owner }[]>();
  readonly #exact = new Map<string, Owner>();
  readonly #found = new Map<string, Owner | undefined>();

  constructor(table: {
    readonly rules: readonly Pick<RuleSite, "id" | "head">[];
    readonly expressions: readonly Omit<ExpressionSite, "status">[];
  }) {
    const rules = table.rules.map((rule): Owner => ({ kind: "rule", id: rule.id }));
    const expressions: Owner[] = [];
    for (const { id, rule, within } of table.expressions) {
      // What is around an expression comes before it.
      const parent = within === undefined ? rules[rule] : expressions[within];
      if (parent !== undefined) expressions[id] = { kind: "expression", id, parent };
    }
    for (const { id, place } of table.expressions) this.#add(place, expressions[id]);
    for (const { id, head } of table.rules) this.#add(head, rules[id]);
  }

  #add(place: Place, owner: Owner | undefined): void {
    if (owner === undefined) return;
    this.#exact.set(placeKey(place), owner);
    const known = this.#owners.get(place.file);
    if (known === undefined) this.#owners.set(place.file, [{ place, owner }]);
    else known.push({ place, owner });
  }

  /** What has this place and no more. */
  ownerExactlyAt(place: Place): Owner | undefined {
    return this.#exact.get(placeKey(place));
  }

  /** The innermost that has the place in it. */
  ownerAt(place: Place): Owner | undefined {
    const key = placeKey(place);
    const exact = this.#exact.get(key);
    if (exact !== undefined) return exact;
    if (!this.#found.has(key)) this.#found.set(key, this.#around(place));
    return this.#found.get(key);
  }

  #around(place: Place): Owner | undefined {
    let best: { readonly place: Place; readonly owner: Owner } | undefined;
    for (const one of this.#owners.get(place.file) ?? []) {
      if (contains(one.place, place) && (best === undefined || contains(best.place, one.place))) best = one;
    }
    return best?.owner;
  }
}

function contains(outer: Place, inner: Place): boolean {
  return (
    compare(outer.row, outer.column, inner.row, inner.column) <= 0 &&
    compare(inner.endRow, inner.endColumn, outer.endRow, outer.endColumn) <= 0
  );
}

function compare(row: number, column: number, otherRow: number, otherColumn: number): number {
  return row - otherRow || column - otherColumn;
}

/** A text that is equal for equal places. */
export function placeKey({ file, row, column, endRow, endColumn }: Place): string {
  return `${row}:${column}:${endRow}:${endColumn}:${file}`;
}
