export interface ScanParts {
  readonly source: string;
  readonly key: string;
  /** The key is used. */
  readonly hasKey: boolean;
  readonly value: string;
  /** In Rego's order: found anew, or kept from the first time; or in any order. */
  readonly order: "sorted" | "kept" | "any";
  readonly body: readonly string[];
}

const calls = {
  sorted: ["scanKeys", "scanValues"],
  kept: ["dataKeys", "dataValues"],
  any: ["anyKeys", "anyValues"],
} as const;

/**
 * A loop over keys and values. Arrays are read in place; the keys of base documents are sorted once.
 *
 * @param fresh names for the keys, the values, the position and the two labels
 */
export function scanLines(
  { source, key, hasKey, value, order, body }: ScanParts,
  [keys, values, position, loop, next]: readonly [string, string, string, string, string],
): readonly string[] {
  const [keysOf, valuesOf] = calls[order];
  return [
    `const ${keys} = ${keysOf}(${source});`,
    `const ${values} = ${valuesOf}(${source}, ${keys});`,
    `spend(1 + ${values}.length);`,
    `${loop}: for (let ${position} = 0; ${position} < ${values}.length; ${position}++) ${next}: {`,
    // An array has no keys but its positions.
    ...(hasKey ? [`${key} = ${keys} === undefined ? ${position} : ${keys}[${position}];`] : []),
    `${value} = ${values}[${position}];`,
    ...body,
    "}",
  ];
}
