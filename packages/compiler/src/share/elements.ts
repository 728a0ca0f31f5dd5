import type { Rule, Statement, Term } from "../rego/ast.ts";
import { createNumbers, type Numbers } from "../rego/numbers.ts";
import { namesIn, namesInStatement, statementsKey, textKey } from "../rego/references.ts";
import { arrayOf, call, scalar, variable } from "../rego/terms.ts";
import { boundNames, isCheck, isFinding, replaceRules, type SetBody } from "./bodies.ts";
import type { NewName } from "./share.ts";

/** A body cut in two: the way to an element, and what is asked of it. */
interface Cut {
  readonly rule: SetBody;
  readonly way: readonly Statement[];
  readonly element: string;
  /** The element's path, for a check of malformed paths. */
  readonly path?: string;
  /** What the rest says, the same for bodies that may be put together. */
  readonly rest: string;
}

/** Ways to elements of which the same is asked. */
interface Family {
  /** What every body keeps to begin with. */
  readonly first: readonly Statement[];
  readonly ways: readonly Cut[];
  /** One body of each kind of question, to be asked of the elements of all ways. */
  readonly questions: readonly Cut[];
  readonly cuts: readonly Cut[];
}

/**
 * Puts the elements that bodies go through into a set, when the same is asked of the elements of several lists: the
 * question is then written once. What is asked depends on the element alone, and what is found is a set, so that it
 * does not matter which list an element came from.
 */
export function shareElements(rules: readonly Rule[], newName: NewName): readonly Rule[] {
  const replaced = new Map<Rule, readonly Rule[]>();
  const added: Rule[] = [];
  for (const family of families(rules)) {
    const name = newName(wishedName(family));
    for (const { rule } of family.cuts) replaced.set(rule, []);
    for (const question of family.questions) replaced.set(question.rule, [asked(question, family, name)]);
    added.push(...family.ways.map((way) => elementRule(way, family, name)));
  }
  return replaceRules(rules, replaced, added);
}

/** A set is called after a list that its elements come from. */
function wishedName({ questions: [one] }: Family): string {
  const some = one?.way.at(-1);
  if (one === undefined || some?.kind !== "some") return "elements";
  const { collection } = some;
  const key = collection.kind === "reference" ? collection.path.at(-1) : undefined;
  const list =
    key?.kind === "scalar"
      ? String(key.value)
      : collection.kind === "variable"
        ? collection.name
        : "elements";
  return `${list.replace(/_\d+$/, "")}${one.path === undefined ? "" : "_with_paths"}`;
}

function families(rules: readonly Rule[]): readonly Family[] {
  const numbers = createNumbers();
  const cuts = rules.flatMap((rule) => (isFinding(rule) || isCheck(rule) ? cutOf(rule, numbers) : []));
  const ways = new Map<string, Cut[]>();
  for (const cut of cuts) {
    const key = textKey([statementsKey(cut.way, numbers), cut.path ?? null, cut.rule.head.name]);
    const known = ways.get(key);
    if (known === undefined) ways.set(key, [cut]);
    else known.push(cut);
  }
  // Elements of which the same is asked belong together.
  const found = new Map<string, Cut[][]>();
  for (const ofWay of ways.values()) {
    const key = JSON.stringify([...new Set(ofWay.map(({ rest }) => numbers(rest)))].sort());
    found.set(key, [...(found.get(key) ?? []), ofWay]);
  }
  return [...found.values()].flatMap((group): readonly Family[] => {
    const [one] = group;
    if (one === undefined || group.length < 2) return [];
    const questions = [...new Map(one.map((cut) => [cut.rest, cut])).values()];
    const heads = group.flatMap(([cut]) => (cut === undefined ? [] : [cut]));
    const first = commonFirst(heads.map(({ way }) => way));
    const waysLength = heads.reduce((sum, { way }) => sum + way.length - first.length + 3, 0);
    const before = group.flat().reduce((sum, { rule }) => sum + rule.body.length + 3, 0);
    const after = questions.reduce((sum, { rule, way }) => sum + rule.body.length - way.length + 5, 0);
    if (after + waysLength >= before) return [];
    return [{ first, ways: heads, questions, cuts: group.flat() }];
  });
}

/** Cuts a body after the first list that it goes through; one that finds a path, where the path has its last element. */
function cutOf(rule: SetBody, numbers: Numbers): readonly Cut[] {
  const goesThrough = ({ kind }: Statement): boolean => kind === "some";
  const at = isCheck(rule) ? rule.body.findLastIndex(goesThrough) : rule.body.findIndex(goesThrough);
  const last = rule.body[at];
  if (last?.kind !== "some" || last.key !== undefined || last.variable === "_") return [];
  const way = rule.body.slice(0, at + 1);
  const rest = rule.body.slice(at + 1);
  const { variable: element } = last;
  const read = new Set([...rest.flatMap(namesInStatement), ...namesIn(rule.head.element)]);
  const others = boundNames(way).filter((name) => name !== element);
  if (!read.has(element) || others.some((name) => read.has(name))) return [];
  const { span: _, implements: of, ...said } = rule;
  const asked = statementsKey(rest, numbers);
  if (!isCheck(rule))
    return [{ rule, way, element, rest: textKey([{ ...said, body: [] }, of ?? null, asked, element]) }];
  const { value } = rule.head.element;
  const end = value.lastIndexOf("[*]");
  if (end === -1) return [];
  const path = value.slice(0, end + "[*]".length);
  const asks = [rule.head.name, value.slice(path.length), asked, element];
  return [{ rule, way, element, path, rest: textKey(asks) }];
}

/** The statements that all ways begin with and that name nothing. */
function commonFirst(ways: readonly (readonly Statement[])[]): readonly Statement[] {
  const [one = [], ...others] = ways;
  const end = one.findIndex(
    (statement, index) =>
      statement.kind !== "expression" || others.some((way) => textKey(way[index]) !== textKey(statement)),
  );
  return one.slice(0, end === -1 ? one.length : end);
}

function elementRule({ rule, way, element, path }: Cut, { first }: Family, name: string): Rule {
  const found: Term = path === undefined ? variable(element) : arrayOf([scalar(path), variable(element)]);
  return {
    kind: "rule",
    head: { kind: "contains", name, element: found },
    body: way.slice(first.length),
    ...(rule.span === undefined ? {} : { span: rule.span }),
  };
}

/** The body that asks an element of any of the lists. */
function asked({ rule, way, element, path }: Cut, { first }: Family, name: string): Rule {
  const rest = rule.body.slice(way.length);
  const some = way.at(-1);
  if (path === undefined || !isCheck(rule)) {
    const going: Statement = {
      kind: "some",
      variable: element,
      collection: variable(name),
      origin: "policy",
      ...(some?.span === undefined ? {} : { span: some.span }),
    };
    return { ...rule, body: [...first, going, ...rest] };
  }
  const place =
    ["path", "place", "malformed_path"].find((wish) => !namesIn(rule).has(wish)) ?? `path_to_${element}`;
  const suffix = rule.head.element.value.slice(path.length);
  const whole =
    suffix === "" ? variable(place) : call("concat", scalar(""), arrayOf([variable(place), scalar(suffix)]));
  const going: Statement = {
    kind: "some",
    key: place,
    variable: element,
    pairs: true,
    collection: variable(name),
    origin: "policy",
  };
  return { ...rule, head: { ...rule.head, element: whole }, body: [...first, going, ...rest] };
}
