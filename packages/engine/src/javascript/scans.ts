export interface ScanParts {
  readonly source: string;
  readonly key: string;
  /** The key is used. */
  readonly hasKey: boolean;
  readonly value: string;
  readonly isData: boolean;
  readonly body: readonly string[];
}

/**
 * A loop over keys and values in Rego's order. Arrays are read in place; the keys of base documents are sorted once.
 *
 * @param fresh names for the keys, the values, the position and the two labels
 */
export function scanLines(
  { source, key, hasKey, value, isData, body }: ScanParts,
  [keys, values, position, loop, next]: readonly [string, string, string, string, string],
): readonly string[] {
  const [keysOf, valuesOf] = isData ? ["dataKeys", "dataValues"] : ["scanKeys", "scanValues"];
  return [
    `const ${keys} = ${keysOf}(${source});`,
    `const ${values} = ${valuesOf}(${source}, ${keys});`,
    `spend(1 + ${values}.length);`,
    `${loop}: for (let ${position} = 0; ${position} < ${values}.length; ${position}++) ${next}: {`,
    // An array has no keys but its positions.
    ...(hasKey ? [`  ${key} = ${keys} === undefined ? ${position} : ${keys}[${position}];`] : []),
    `  ${value} = ${values}[${position}];`,
    ...body.map((line) => `  ${line}`),
    "}",
  ];
}
