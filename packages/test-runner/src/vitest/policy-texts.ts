import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Whatever may name another module: the text after `from`, `import` and `import(`. */
const specifier = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(?:"([^"\n]*)"|'([^'\n]*)'|`([^`]*)`)/g;
/** A reference is a way to types that has no import. */
const reference = /^\s*\/\/\/\s*</m;
const mostFiles = 1_000;

/**
 * The texts that the compiled form of a policy follows from: its own, and those of the modules that it imports, those of types
 * too. What merely looks like an import counts as one.
 *
 * @param entry the policy's module, absolute
 * @returns text by absolute path; undefined when it may depend on something else, such as a package, or on which of
 *   several files a name leads to
 */
export function policyTexts(entry: string): ReadonlyMap<string, string> | undefined {
  const texts = new Map<string, string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (texts.has(file)) continue;
    if (texts.size >= mostFiles) return undefined;
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
    texts.set(file, text);
    if (file.endsWith(".json")) continue;
    if (reference.test(text)) return undefined;
    for (const [, double, single, template] of text.matchAll(specifier)) {
      const name = double ?? single ?? template ?? "";
      if (/^@bylaw\/dsl(?:\/|$)/.test(name)) continue;
      if (!/^\.\.?\/.*\.(?:ts|json)$/.test(name)) return undefined;
      waiting.push(resolve(dirname(file), name));
    }
  }
  return texts;
}
