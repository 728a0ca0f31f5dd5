import type { Json } from "@bylaw/engine";
import fc from "fast-check";

const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  ...[null, true, false, 0, 1, 2, 3, 0.5, 9007199254740993n, "", "a", "b", "x", "admin"],
);
export const value: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: "medium" },
    scalar,
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "x", "name"), tie("node"), { maxKeys: 3 }),
  ),
})).node;

/** Inputs for the policies of these tests. */
export const input: fc.Arbitrary<Json> = fc.record(
  Object.fromEntries(["a", "b", "c", "d", "x", "xs", "ys", "name", "role"].map((key) => [key, value])),
  { requiredKeys: [] },
) as fc.Arbitrary<Json>;
