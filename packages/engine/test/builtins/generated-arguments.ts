import fc from "fast-check";
import { RegoObject, RegoSet, type Value } from "../../src/values/value.ts";
import { textsFor } from "./texts.ts";

/** A type as OPA's capabilities document has it. */
export interface DeclaredType {
  readonly type: string;
  readonly of?: DeclaredType | readonly DeclaredType[];
  readonly static?: readonly (DeclaredType | { readonly key: Value; readonly value: DeclaredType })[];
  readonly dynamic?: DeclaredType | { readonly key: DeclaredType; readonly value: DeclaredType };
}

const numbers: readonly Value[] = [
  ...[0, 1, -1, 2, 3, 7, 60, 0.5, -2.5, 0.001, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1)],
  ...[2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), 10n ** 30n, 1_795_514_400_000_000_000n],
];

const made = (entries: readonly (readonly [Value, Value])[]) => {
  const object = new RegoObject();
  for (const [key, value] of entries) object.set(key, value);
  return object;
};

/** Values of any type, for where a type is not said or not kept to. */
function anyValue(name: string): fc.Arbitrary<Value> {
  const scalar: fc.Arbitrary<Value> = fc.oneof(
    fc.constantFrom<Value>(null, true, false),
    fc.constantFrom(...numbers),
    fc.constantFrom(...textsFor(name)),
  );
  return fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", maxDepth: 2 },
      scalar,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.array(tie("value"), { maxLength: 3 }).map((list) => new RegoSet(list)),
      fc
        .array(
          fc.tuple(
            fc.oneof({ weight: 3, arbitrary: fc.constantFrom<Value>("a", "b", "c") }, scalar),
            tie("value"),
          ),
          {
            maxLength: 3,
          },
        )
        .map(made),
    ),
  })).value;
}

function typed(name: string, type: DeclaredType): fc.Arbitrary<Value> {
  const inner = (found: DeclaredType | undefined) =>
    found === undefined ? anyValue(name) : typed(name, found);
  switch (type.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "number":
      return fc.oneof(fc.constantFrom(...numbers), fc.integer({ min: -9, max: 70 }));
    case "string":
      return fc.constantFrom(...textsFor(name));
    case "set":
      return fc
        .array(inner(type.of as DeclaredType | undefined), { maxLength: 4 })
        .map((list) => new RegoSet(list));
    case "array": {
      const fixed = (type.static ?? []) as readonly DeclaredType[];
      if (fixed.length > 0) return fc.tuple(...fixed.map(inner));
      return fc.array(inner(type.dynamic as DeclaredType | undefined), { maxLength: 4 });
    }
    case "object": {
      const fixed = (type.static ?? []) as readonly { readonly key: Value; readonly value: DeclaredType }[];
      const more = type.dynamic as { readonly key: DeclaredType; readonly value: DeclaredType } | undefined;
      return fc
        .tuple(
          fc.tuple(...fixed.map(({ key, value }) => fc.tuple(fc.constant(key), inner(value)))),
          more === undefined
            ? fc.constant([])
            : fc.array(fc.tuple(inner(more.key), inner(more.value)), { maxLength: 3 }),
        )
        .map(([known, other]) => made([...known, ...other]));
    }
    default:
      return Array.isArray(type.of)
        ? fc.oneof(...(type.of as readonly DeclaredType[]).map((one) => typed(name, one)))
        : anyValue(name);
  }
}

/** Arguments for a builtin: mostly of the declared types. */
export function generatedArguments(
  name: string,
  declared: readonly DeclaredType[],
): fc.Arbitrary<readonly Value[]> {
  const each = declared.map((type) =>
    fc.oneof({ weight: 12, arbitrary: typed(name, type) }, { weight: 1, arbitrary: anyValue(name) }),
  );
  return fc.tuple(...each);
}
