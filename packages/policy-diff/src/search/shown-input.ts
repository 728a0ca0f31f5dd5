import type { Json } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { isArray, isObject } from "../json-value.ts";
import type { PolicyText } from "../policy/compared-literals.ts";
import type { Disclosure } from "../report/disclosure.ts";
import type { Shown } from "../report/report.ts";

/** Values that a search puts everywhere, and to which it shrinks: they come from no log and no data. */
const own: ReadonlySet<string> = new Set(["", "a", 0, 1, true, false, null].map(canonical));

/**
 * What is shown of a generated input: values that the policies compare with at that place, and the simplest ones. A
 * search begins with recorded inputs, and takes values from base documents.
 */
export function shownInput(input: Json, disclosure: Disclosure, texts: readonly PolicyText[]): Shown {
  const names = new Set(texts.flatMap(({ reads }) => [...reads.values()].flat()));
  const isLiteral = (name: string) => texts.some(({ literals }) => literals.has(canonical(name)));
  const shown = (value: Json, path: readonly string[]): Shown => {
    if (isArray(value)) return value.map((element, index) => shown(element, [...path, String(index)]));
    if (isObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member], index) => [
          names.has(name) || isLiteral(name) || own.has(canonical(name))
            ? name
            : `‹key ${index}, ${name.length}›`,
          shown(member, [...path, name]),
        ]),
      );
    }
    if (own.has(canonical(value))) return value;
    const exact = disclosure.inputValue(path, value);
    if (typeof exact !== "object") return exact;
    // The policy iterates there.
    return disclosure.inputValue(
      path.map((key) => (/^\d+$/.test(key) ? "*" : key)),
      value,
    );
  };
  return shown(input, []);
}
