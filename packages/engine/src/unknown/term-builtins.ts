import { objectSize, type TypeName } from "../values/value.ts";
import { distinctItems, equalTerms, hasItem, lessTerm, termAt } from "./compare.ts";
import { entriesOf } from "./entries.ts";
import { PlanMistake } from "./failure.ts";
import { jsonKinds, kindsOf, typeNames } from "./kinds.ts";
import type { Run } from "./run.ts";
import {
  isPartial,
  itemsOf,
  originsOf,
  PartialArray,
  type Slot,
  type Term,
  termIsArray,
  termIsObject,
  Unknown,
} from "./term.ts";

/** A builtin on terms, of which at least one is not wholly known; `failed` gives what a failed call comes to. */
type TermBuiltin = (run: Run, args: readonly Term[], failed: () => Slot) => Slot;

function at(args: readonly Term[], position: number): Term {
  const term = args[position];
  if (term === undefined) throw new PlanMistake("the plan calls a builtin with too few arguments");
  return term;
}

/** The number of elements, characters or entries; undefined for what has none. */
export function sizeOf(run: Run, of: Term): Slot {
  const term = run.resolve(of);
  if (!run.isOf(term, kindsOf("string", "array", "object", "set"))) return undefined;
  if (term instanceof Unknown) {
    const number = kindsOf("number");
    const size = run.unknown(`count ${term.id}`, term.origins, number, number);
    if (size instanceof Unknown) run.learnNotLess(size, 0);
    return size;
  }
  if (typeof term === "string") return [...term].length;
  if (termIsArray(term)) return itemsOf(term).length;
  if (termIsObject(term)) return isPartial(term) ? entriesOf(run, term).length : objectSize(term);
  return distinctItems(run, term).length;
}

function typeOf(run: Run, term: Term): string {
  return typeNames.find((name) => run.isOf(term, kindsOf(name))) ?? "null";
}

function isType(name: TypeName): TermBuiltin {
  return (run, args) => run.isOf(run.resolve(at(args, 0)), kindsOf(name));
}

function objectGet(run: Run, args: readonly Term[], failed: () => Slot): Slot {
  const [source, key] = [run.resolve(at(args, 0)), run.resolve(at(args, 1))];
  if (!run.isOf(source, kindsOf("object"))) return failed();
  if (!run.isOf(key, kindsOf("array"))) return termAt(run, source, key) ?? at(args, 2);
  if (key instanceof Unknown) return run.freshUnknown(originsOf(source, key, at(args, 2)));
  let held: Slot = source;
  for (const step of itemsOf(key)) {
    held = termAt(run, held, step);
    if (held === undefined) return at(args, 2);
  }
  return held;
}

/** A token that is not known is none, or has a header, claims and a signature. */
function decoded(run: Run, args: readonly Term[], failed: () => Slot): Slot {
  const token = run.resolve(at(args, 0));
  if (!run.isOf(token, kindsOf("string"))) return failed();
  if (run.decide(`token ${run.textOf(token)}`, 2, originsOf(token)) !== 0) return failed();
  const text = kindsOf("string");
  return new PartialArray([
    ...partsOf(run, token),
    run.unknown(`signature ${run.textOf(token)}`, originsOf(token), text, text),
  ]);
}

/** Header and claims are the same for everyone who can read the token at all. */
function partsOf(run: Run, token: Term): readonly [Term, Term] {
  const [origins, object] = [originsOf(token), kindsOf("object")];
  return [
    run.unknown(`header ${run.textOf(token)}`, origins, object, jsonKinds),
    run.unknown(`claims ${run.textOf(token)}`, origins, object, jsonKinds),
  ];
}

function verified(run: Run, args: readonly Term[], failed: () => Slot): Slot {
  const token = run.resolve(at(args, 0));
  const what = `verified ${run.textOf(token)} ${run.textOf(at(args, 1))}`;
  const answer = run.decide(what, 3, originsOf(...args));
  if (answer === 0) return [false, {}, {}];
  // Claims that stand in a known token are not told apart from those in an unknown one.
  return answer === 1 && run.isOf(token, kindsOf("string"))
    ? new PartialArray([true, ...partsOf(run, token)])
    : failed();
}

/** Builtins of which more can be said than what types they give. */
export const termBuiltins: ReadonlyMap<string, TermBuiltin> = new Map<string, TermBuiltin>([
  ["equal", (run, args) => equalTerms(run, at(args, 0), at(args, 1))],
  ["eq", (run, args) => equalTerms(run, at(args, 0), at(args, 1))],
  ["neq", (run, args) => !equalTerms(run, at(args, 0), at(args, 1))],
  ["lt", (run, args) => lessTerm(run, at(args, 0), at(args, 1))],
  ["gt", (run, args) => lessTerm(run, at(args, 1), at(args, 0))],
  ["lte", (run, args) => !lessTerm(run, at(args, 1), at(args, 0))],
  ["gte", (run, args) => !lessTerm(run, at(args, 0), at(args, 1))],
  ["is_null", isType("null")],
  ["is_boolean", isType("boolean")],
  ["is_number", isType("number")],
  ["is_string", isType("string")],
  ["is_array", isType("array")],
  ["is_object", isType("object")],
  ["is_set", isType("set")],
  ["type_name", (run, args) => typeOf(run, run.resolve(at(args, 0)))],
  ["count", (run, args, failed) => sizeOf(run, at(args, 0)) ?? failed()],
  ["internal.member_2", (run, args) => hasItem(run, at(args, 1), at(args, 0))],
  [
    "internal.member_3",
    (run, args) => {
      const held = termAt(run, at(args, 2), at(args, 0));
      return held !== undefined && equalTerms(run, held, at(args, 1));
    },
  ],
  ["object.get", objectGet],
  ["io.jwt.decode", decoded],
  ["io.jwt.decode_verify", verified],
]);
