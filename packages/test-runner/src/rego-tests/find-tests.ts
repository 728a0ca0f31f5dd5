import type { Json, JsonObject, ParsedRego } from "@bylaw/engine";
import { isObject, listOf, objectOf } from "../json-value.ts";
import { type NodeText, textOf, variablesIn } from "./tree.ts";

/** A test rule, as `opa test` finds it. */
export interface RegoTest {
  /** As OPA writes it: `data.shop_test`. */
  readonly package: string;
  /** The rule's name, such as `test_allow`; a second rule of the same name is `test_allow#01`. */
  readonly name: string;
  readonly file: string;
  readonly row: number;
  readonly column: number;
  /** A rule whose name begins with `todo_test_`. */
  readonly skipped: boolean;
  /** The decision that answers it. */
  readonly entrypoint: string;
  /** Whether it is a rule for each of several cases, `test_x[name]`. */
  readonly parametrised: boolean;
  /** The rule of its cases; undefined for a test that is one case. */
  readonly cases: string | undefined;
}

/** Test rules, and modules in which each can be asked for by itself. */
export interface FoundTests {
  readonly tests: readonly RegoTest[];
  readonly modules: Readonly<Record<string, string>>;
}

const testPrefix = "test_";
const skippedPrefix = "todo_test_";
/** Rules that tell which cases a test has; no author's rule is called so. */
const casesPrefix = "bylaw_cases_of_";

interface Edit {
  readonly at: NodeText;
  readonly from: string;
  readonly to: string;
}

/**
 * Finds test rules. Source: OPA v1/tester/runner.go, `ruleName`, `rewriteDuplicateTestNames`, `injectTestCaseFunc`.
 *
 * @param modules file name → text, of which `parsed` are the trees
 * @param withCases whether rules are added that give the cases of parametrised tests, so that failed ones have a name
 */
export function findTests(
  modules: Readonly<Record<string, string>>,
  parsed: readonly ParsedRego[],
  withCases: boolean,
): FoundTests {
  const counts = new Map<string, number>();
  const tests: RegoTest[] = [];
  const changed: Record<string, string> = { ...modules };
  for (const { file, tree } of parsed) {
    const path = packagePath(tree);
    const edits: Edit[] = [];
    const added: string[] = [];
    for (const rule of listOf(tree.rules).map(objectOf)) {
      const named = nameOf(objectOf(rule.head));
      if (named === undefined || rule.default === true) continue;
      const key = JSON.stringify([...path, ...named.path]);
      const count = counts.get(key) ?? 0;
      const skipped = named.last.startsWith(skippedPrefix);
      if (!skipped) counts.set(key, count + 1);
      const suffix = count === 0 || skipped ? "" : `#${String(count).padStart(2, "0")}`;
      const own = count === 0 || skipped ? named.last : `${named.last}__${count}`;
      if (own !== named.last) edits.push({ at: textOf(objectOf(rule.head)), from: named.last, to: own });
      const cases =
        withCases && !skipped ? caseRule(rule, named.rest, `${casesPrefix}${tests.length}`) : undefined;
      if (cases !== undefined) added.push(cases);
      const place = textOf(rule);
      tests.push({
        package: referenceText(["data", ...path]),
        name: referenceText([...named.path.slice(0, -1), `${named.last}${suffix}`]),
        file,
        row: place.row,
        column: place.column,
        skipped,
        entrypoint: [...path, ...named.path.slice(0, -1), own].join("/"),
        parametrised: named.rest.length > 0,
        cases: cases === undefined ? undefined : [...path, `${casesPrefix}${tests.length}`].join("/"),
      });
    }
    changed[file] = [edited(modules[file] ?? "", edits), ...added].join("\n\n");
  }
  return { tests, modules: changed };
}

/** A reference as OPA writes it. */
function referenceText([first = "", ...rest]: readonly string[]): string {
  return (
    first +
    rest.map((part) => (/^[A-Za-z_]\w*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`)).join("")
  );
}

function packagePath(tree: JsonObject): readonly string[] {
  return listOf(objectOf(tree.package).path)
    .slice(1)
    .map((part) => String(objectOf(part).value));
}

interface TestName {
  /** Up to the part that makes it a test. */
  readonly path: readonly string[];
  readonly last: string;
  /** What follows: the names of its cases. */
  readonly rest: readonly JsonObject[];
}

function nameOf(head: JsonObject): TestName | undefined {
  const parts = listOf(head.ref).map(objectOf);
  const terms = parts.length > 0 ? parts : [{ type: "var", value: head.name ?? "" }];
  for (const [index, { type, value }] of terms.entries()) {
    if (index > 0 && type !== "string") return undefined;
    const text = String(value);
    if (!text.startsWith(testPrefix) && !text.startsWith(skippedPrefix)) continue;
    const path = terms.slice(0, index + 1).map((term) => String(term.value));
    return { path, last: text, rest: terms.slice(index + 1) };
  }
  return undefined;
}

/**
 * A rule that holds the names of all cases of a test: its body up to where all that is in the names has been met, so
 * that a case counts before anything about it can fail.
 */
function caseRule(rule: JsonObject, names: readonly JsonObject[], as: string): string | undefined {
  if (names.length === 0 || isObject(rule.else)) return undefined;
  const body = listOf(rule.body).map(objectOf);
  const wanted = new Set(names.flatMap((term) => [...variablesIn(term)]));
  let length = 0;
  for (const variable of wanted) {
    const first = body.findIndex((expression) => variablesIn(bound(expression)).has(variable));
    length = Math.max(length, first + 1);
  }
  const texts = body.slice(0, length).map((expression) => textOf(expression).text);
  const name = names.map((term) => textOf(term).text).join(", ");
  return `${as} contains [${name}] if {\n\ttrue\n${texts.map((text) => `\t${text}\n`).join("")}}`;
}

/** `some x` alone gives nothing a value. */
function bound(expression: JsonObject): Json {
  const terms = objectOf(expression.terms);
  const [only] = listOf(terms.symbols).map(objectOf);
  return only !== undefined && only.type === "var" ? {} : expression;
}

/** The text with names replaced, each at the first mention in its rule's head. */
function edited(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  const lines = text.split("\n");
  for (const { at, from, to } of edits) {
    const line = [...(lines[at.row - 1] ?? "")];
    const before = line.slice(0, at.column - 1).join("");
    lines[at.row - 1] =
      before +
      line
        .slice(at.column - 1)
        .join("")
        .replace(from, to);
  }
  return lines.join("\n");
}
