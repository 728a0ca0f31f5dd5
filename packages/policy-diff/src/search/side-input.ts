import type { ComparedLiteral } from "@bylaw/compiler";
import type { Json } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import type { InputSource } from "@bylaw/search";
import { readPolicyText } from "../policy/compared-literals.ts";
import { type DeclaredInput, pathOn, type Side, sourceAt } from "../side/side.ts";

/** What is known of the inputs that a side is asked with. */
export interface SideInput {
  /** Of TypeScript. */
  readonly declared?: DeclaredInput;
  /** Places below `input` that the text of its Rego names. */
  readonly reads: readonly (readonly string[])[];
  /** What it compares with. */
  readonly comparedLiterals: readonly ComparedLiteral[];
  /** All texts in it, such as the names of members that it reads. */
  readonly texts: ReadonlySet<string>;
  /** Its base documents. */
  readonly data?: Json;
}

/**
 * Makes inputs of what both sides tell of them; undefined where that is too little.
 *
 * @param seed the same seed gives the same inputs
 */
export type MakeInputs = (sides: readonly SideInput[], seed: number) => InputSource | undefined;

/** Reads what a side tells of the inputs of a decision. @param path as it is asked for */
export function sideInput(side: Side, path: string): SideInput {
  const { modules, data } = sourceAt(side, pathOn(side, path));
  const text = readPolicyText(side.modules.filter(({ name }) => Object.hasOwn(modules, name)));
  return {
    ...(side.declared === undefined ? {} : { declared: side.declared }),
    ...(data === undefined ? {} : { data }),
    reads: [...text.reads.values()],
    comparedLiterals: [...text.compared].flatMap(([key, values]) =>
      [...values].flatMap((value) => comparedWith(key.split("\0"), parseJson(value))),
    ),
    texts: new Set([...text.literals].map(parseJson).filter((value) => typeof value === "string")),
  };
}

function comparedWith(path: readonly string[], value: Json): readonly ComparedLiteral[] {
  if (typeof value === "object" && value !== null) return [];
  if (typeof value === "bigint") return [];
  const place = path.map((key) => (/^\d{1,4}$/.test(key) ? Number(key) : key));
  return [{ path: place, value, relation: "equals" }];
}
