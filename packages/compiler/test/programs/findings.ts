import fc from "fast-check";
import { expressions, literals } from "./expressions.ts";
import { outermost, type Scope, type Writer, withName } from "./scope.ts";

/** What rules of findings may call, beside what all rules may. */
export const findingPrelude = `
function* found(values: readonly string[], of: string) {
  for (const value of values) {
    if (value === of) continue;
    yield { msg: value, details: { of } };
  }
}
`;

/** Statements that follow each other, with the names around them; `inLoop` says how the rest may be left out. */
type Statements = (scope: Scope, inLoop: boolean) => readonly string[];

const { condition, text, small, list, bag } = expressions;

/** What is said beside the message: plain data. */
const details = fc
  .dictionary(fc.constantFrom("at", "on", "size"), fc.oneof(text, condition, small), { maxKeys: 2 })
  .map(
    (entries): Writer =>
      (scope) =>
        Object.entries(entries)
          .map(([key, value]) => `${key}: ${value(scope)}`)
          .join(", "),
  );

const yielded = fc.tuple(text, fc.option(details)).map(
  ([message, said]): Statements =>
    (scope) => [
      said === null
        ? `yield { msg: ${message(scope)} };`
        : `yield { msg: ${message(scope)}, details: { ${said(scope)} } };`,
    ],
);

const yieldedOfOthers = fc.tuple(list, text, fc.boolean()).map(
  ([values, of, isHelper]): Statements =>
    (scope) => {
      const inner = withName(scope, "texts");
      return [
        isHelper
          ? `yield* found(${values(scope)}, ${of(scope)});`
          : `yield* (${values(scope)}).map((${inner.name}) => ({ msg: ${of(inner.scope)} }));`,
      ];
    },
);

/** Ways to the end of a block: `continue` in a loop, `return` elsewhere. */
const ended = condition.map(
  (test): Statements =>
    (scope, inLoop) => [`if (${test(scope)}) ${inLoop ? "continue" : "return"};`],
);

interface Blocks {
  readonly statement: Statements;
  readonly block: Statements;
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const { block } = fc.letrec((tie: fc.LetrecTypedTie<Blocks>) => {
  const inner = tie("block");
  return {
    statement: fc.oneof(
      { depthSize: "small", maxDepth: 2, withCrossShrink: true },
      { weight: 3, arbitrary: yielded },
      { weight: 1, arbitrary: yieldedOfOthers },
      { weight: 1, arbitrary: ended },
      {
        weight: 2,
        arbitrary: fc.tuple(bag, inner).map(
          ([values, body]): Statements =>
            (scope) => {
              const { name, scope: known } = withName(scope, "texts");
              return [`for (const ${name} of ${values(scope)}) {`, ...indented(body(known, true)), "}"];
            },
        ),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.boolean(), condition, inner).map(
          ([early, test, body]): Statements =>
            (scope, inLoop) => {
              const key = withName(scope, "texts");
              const value = withName(key.scope, "texts");
              const left = inLoop ? "continue" : "return";
              return [
                "{",
                `  const labels = input.attributes.source.labels${early ? "" : " ?? {}"};`,
                ...(early ? [`  if (labels === undefined || ${test(scope)}) ${left};`] : []),
                `  for (const [${key.name}, ${value.name}] of Object.entries(labels)) {`,
                ...indented(indented(body(value.scope, true))),
                "  }",
                "}",
              ];
            },
        ),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(condition, inner, fc.option(inner)).map(
          ([test, body, other]): Statements =>
            (scope, inLoop) => [
              `if (${test(scope)}) {`,
              ...indented(body(scope, inLoop)),
              ...(other === null ? ["}"] : ["} else {", ...indented(other(scope, inLoop)), "}"]),
            ],
        ),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(
            text,
            fc.array(fc.tuple(inner, fc.boolean()), { minLength: 1, maxLength: 2 }),
            fc.option(inner),
          )
          .map(
            ([subject, clauses, otherwise]): Statements =>
              (scope, inLoop) => [
                `switch (${subject(scope)}) {`,
                ...clauses.flatMap(([body, breaks], index) => [
                  `  case literal${index % literals.length}: {`,
                  ...indented(indented(body(scope, inLoop))),
                  ...(breaks ? ["    break;"] : []),
                  "  }",
                ]),
                ...(otherwise === null
                  ? []
                  : ["  default: {", ...indented(indented(otherwise(scope, inLoop))), "  }"]),
                "}",
              ],
          ),
      },
    ),
    block: fc
      .tuple(fc.option(text, { freq: 1 }), fc.array(tie("statement"), { minLength: 1, maxLength: 2 }))
      .map(
        ([bound, statements]): Statements =>
          (scope, inLoop) => {
            if (bound === null) return statements.flatMap((one) => one(scope, inLoop));
            const { name, scope: known } = withName(scope, "texts");
            return [
              `const ${name}: string = ${bound(scope)};`,
              ...statements.flatMap((one) => one(known, inLoop)),
            ];
          },
      ),
  };
});

/** A rule that finds things, as a property of the given name. */
export const findingRule: fc.Arbitrary<(name: string) => string> = fc.oneof(
  {
    weight: 5,
    arbitrary: block.map(
      (body) => (name: string) =>
        [`*${name}(input) {`, ...indented(body(outermost, false)), "},"]
          .map((line) => `    ${line}`)
          .join("\n"),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(list, text).map(([values, message]) => (name: string) => {
      const inner = withName(outermost, "texts");
      return `    ${name}: (input) => (${values(outermost)}).map((${inner.name}) => ({ msg: ${message(inner.scope)} })),`;
    }),
  },
);
