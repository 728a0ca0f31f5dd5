import fc from "fast-check";
import type {
  Block,
  Local,
  Operand,
  Plan,
  Statement,
  StatementFields,
  StatementKind,
} from "../../src/plan/plan.ts";

const strings = ["result", "a", "b", "c", "p/result", "f"];
const [input, data, collected] = [0, 1, 2];
// One that carries something between blocks, those that starts write, and those that mostly only the rest writes.
const carried = 3;
const early = [4, 5, 6, 7];
const late = [8, 9, 10, 11];
const own = [...early, ...late];

const local = fc.constantFrom(input, carried, ...own);
const text = fc.constantFrom(1, 2, 3).map((value): Operand => ({ type: "string_index", value }));
const readLocal = local.map((value): Operand => ({ type: "local", value }));
const operand = fc.oneof(readLocal, readLocal, text, fc.constant<Operand>({ type: "bool", value: true }));

function statement<Kind extends StatementKind>(
  type: Kind,
  fields: { readonly [Name in keyof StatementFields[Kind]]: fc.Arbitrary<StatementFields[Kind][Name]> },
): fc.Arbitrary<Statement> {
  return fc.record(fields).map((stmt) => ({ type, stmt }) as unknown as Statement);
}

/** What takes part in starts that can be shared: mostly it succeeds. */
function common(target: fc.Arbitrary<Local>, collection: fc.Arbitrary<Local>): fc.Arbitrary<Statement> {
  return fc.oneof(
    statement("DotStmt", {
      source: fc.constant({ type: "local" as const, value: input }),
      key: text,
      target,
    }),
    statement("MakeSetStmt", { target: collection }),
    statement("SetAddStmt", { value: operand, set: collection }),
    statement("AssignVarStmt", { source: operand, target }),
    statement("ResetLocalStmt", { target }),
    statement("MakeNumberIntStmt", { target, value: fc.constantFrom(1, 2) }),
    statement("CallStmt", { func: fc.constant("is_string"), args: fc.tuple(operand), result: target }),
    statement("NotEqualStmt", { a: operand, b: operand }),
  );
}

// Documents are written by `with` alone, in plans of OPA's too.
const anywhere = common(fc.constantFrom(...early, carried), fc.constantFrom(...early));
const first = common(fc.constantFrom(4, 5), fc.constantFrom(6, 7));
const rest = fc.oneof(
  { weight: 6, arbitrary: common(fc.constantFrom(8, 9), fc.constantFrom(10, 11)) },
  // A second name, under which something may be put into what a start has made.
  {
    weight: 1,
    arbitrary: statement("AssignVarStmt", {
      source: fc.constantFrom(6, 7).map((value): Operand => ({ type: "local", value })),
      target: fc.constantFrom(10, 11),
    }),
  },
);

const rare: fc.Arbitrary<Statement> = fc.oneof(
  statement("AssignVarOnceStmt", { source: operand, target: fc.constant(carried) }),
  statement("SetAddStmt", { value: operand, set: fc.constant(collected) }),
  statement("EqualStmt", { a: operand, b: operand }),
  statement("IsUndefinedStmt", { source: local }),
  statement("IsDefinedStmt", { source: local }),
);

const blockOf = (statements: fc.Arbitrary<Statement>, maxLength: number): fc.Arbitrary<Block> =>
  fc.array(statements, { minLength: 1, maxLength }).map((stmts) => ({ stmts }));
const any = fc.oneof(first, rest, anywhere, rare);

const nested: fc.Arbitrary<Statement> = fc.oneof(
  statement("NotStmt", { block: blockOf(any, 2) }),
  statement("ScanStmt", {
    source: local,
    key: fc.constantFrom(...late),
    value: fc.constantFrom(...late),
    block: blockOf(any, 3),
  }),
  statement("WithStmt", { local: fc.constant(input), value: operand, block: blockOf(any, 3) }),
  statement("BlockStmt", { blocks: fc.array(blockOf(any, 2), { minLength: 1, maxLength: 2 }) }),
);

/** What a block ends with, so that what it made is seen. */
const shown = statement("SetAddStmt", {
  value: fc.constantFrom(...own).map((value): Operand => ({ type: "local", value })),
  set: fc.constant(collected),
});

/** What blocks begin with: something to read, and something to put it into. */
const made: readonly Statement[] = [
  { type: "MakeSetStmt", stmt: { target: 6 } },
  { type: "MakeSetStmt", stmt: { target: 7 } },
  {
    type: "DotStmt",
    stmt: { source: { type: "local", value: input }, key: { type: "string_index", value: 1 }, target: 4 },
  },
  { type: "AssignVarStmt", stmt: { source: { type: "local", value: input }, target: 5 } },
];
const madeLate: readonly Statement[] = [
  { type: "MakeSetStmt", stmt: { target: 10 } },
  { type: "MakeSetStmt", stmt: { target: 11 } },
  { type: "AssignVarStmt", stmt: { source: { type: "local", value: 4 }, target: 8 } },
  { type: "AssignVarStmt", stmt: { source: { type: "local", value: 5 }, target: 9 } },
];

const startStatement = fc.oneof(
  { weight: 12, arbitrary: first },
  { weight: 1, arbitrary: anywhere },
  { weight: 1, arbitrary: rare },
  { weight: 1, arbitrary: nested },
);
const restStatement = fc.oneof(
  { weight: 12, arbitrary: rest },
  { weight: 1, arbitrary: anywhere },
  { weight: 1, arbitrary: rare },
  { weight: 1, arbitrary: nested },
);

/** Blocks with a start in common; each has as much of it as it keeps. */
export const generatedBlocks: fc.Arbitrary<readonly Block[]> = fc
  .record({
    start: fc.array(startStatement, { maxLength: 5 }),
    parts: fc.array(
      fc.record({
        kept: fc.constantFrom(5, 5, 4, 3, 2),
        added: fc.array(restStatement, { maxLength: 4 }),
        end: fc.array(shown, { minLength: 2, maxLength: 3 }),
      }),
      { minLength: 2, maxLength: 4 },
    ),
  })
  .map(({ start, parts }) =>
    parts.map(({ kept, added, end }) => ({
      stmts: [...made, ...start.slice(0, kept), ...madeLate, ...added, ...end],
    })),
  );

/**
 * A plan that runs the blocks one after the other.
 *
 * @param isApart whether no block may begin as another does
 */
export function planOfBlocks(blocks: readonly Block[], isApart: boolean): Plan {
  const parted = blocks.map(({ stmts }, position): Block => {
    const mark: Statement = { type: "AssignIntStmt", stmt: { target: 100 + position, value: position } };
    return { stmts: isApart ? [mark, ...stmts] : stmts };
  });
  const head: Block = { stmts: [{ type: "MakeSetStmt", stmt: { target: collected } }] };
  const reset: Block = { stmts: [{ type: "ResetLocalStmt", stmt: { target: carried } }] };
  const last: Block = { stmts: [{ type: "ReturnLocalStmt", stmt: { source: collected } }] };
  const documents = [input, data].map((value): Operand => ({ type: "local", value }));
  return {
    static: { strings: strings.map((value) => ({ value })) },
    plans: {
      plans: [
        {
          name: "p/result",
          blocks: [
            {
              stmts: [
                { type: "CallStmt", stmt: { func: "f", args: documents, result: 2 } },
                { type: "MakeObjectStmt", stmt: { target: 3 } },
                {
                  type: "ObjectInsertStmt",
                  stmt: {
                    key: { type: "string_index", value: 0 },
                    value: { type: "local", value: 2 },
                    object: 3,
                  },
                },
                { type: "ResultSetAddStmt", stmt: { value: 3 } },
              ] as unknown as readonly Statement[],
            },
          ],
        },
      ],
    },
    funcs: {
      funcs: [
        { name: "f", params: [input, data], return: collected, blocks: [head, reset, ...parted, last] },
      ],
    },
  };
}
