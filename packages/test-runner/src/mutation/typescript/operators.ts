/** A mistake at a place: its kind, and what would stand there. */
export interface Variant {
  readonly operator: string;
  readonly replacement: string;
}

/** Comparisons and sums, and what each is mistaken for; the last one of a comparison is its opposite. */
export const mistakenOperators: Readonly<Record<string, readonly string[]>> = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
};

export const comparisonOperators: ReadonlySet<string> = new Set(["===", "!==", "<", "<=", ">", ">="]);

/** Methods, what each is mistaken for, and the kind of mistake. */
export const mistakenMethods: Readonly<
  Record<string, readonly (readonly [name: string, operator: string])[]>
> = {
  some: [["every", "swap some and every"]],
  every: [["some", "swap some and every"]],
  startsWith: [
    ["includes", "widen a prefix"],
    ["endsWith", "swap prefix and suffix"],
  ],
  endsWith: [
    ["includes", "widen a suffix"],
    ["startsWith", "swap prefix and suffix"],
  ],
};

/** Methods whose text, when it is shorter, matches more. */
export const matchingMethods: ReadonlySet<string> = new Set(["startsWith", "endsWith"]);

const addressBlock = /^([\d.]+|[\da-f:.]*:[\da-f:.]*)\/(\d{1,3})$/i;

/**
 * What a constant is mistaken for.
 *
 * @param matched the method that matches with it, if any
 */
export function mistakenConstants(
  value: unknown,
  matched: string | undefined,
): readonly { readonly value: string | number | boolean; readonly operator: string }[] {
  if (typeof value === "boolean") return [{ value: !value, operator: "flip a constant" }];
  if (typeof value === "number")
    return [
      { value: value + 1, operator: "change a constant" },
      ...(value > 0 ? [{ value: value - 1, operator: "change a constant" }] : []),
    ];
  if (typeof value !== "string" || value === "") return [];
  const characters = [...value];
  if (matched === "startsWith" && characters.length > 1)
    return [{ value: characters.slice(0, -1).join(""), operator: "widen a prefix" }];
  if (matched === "endsWith" && characters.length > 1)
    return [{ value: characters.slice(1).join(""), operator: "widen a suffix" }];
  const block = addressBlock.exec(value);
  if (block !== null && Number(block[2]) > 0)
    return [{ value: `${block[1]}/${Number(block[2]) - 1}`, operator: "widen a prefix" }];
  return [{ value: `${value}x`, operator: "change a constant" }];
}
