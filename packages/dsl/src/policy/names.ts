import { isWellFormedText } from "../schema/scalar.ts";

/** The name by which a decision says that a deny rule could not read what it needed. */
export const malformedInput = "malformed input";

const longestName = 200;
const packageName = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const unprintable = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u;

/** Throws a TypeError unless the text is a dotted Rego package. */
export function checkPackage(text: string): void {
  if (!packageName.test(text)) {
    throw new TypeError(
      `${JSON.stringify(text)} is no Rego package: write names of letters, digits and _, joined by dots`,
    );
  }
}

/** Throws a TypeError on a rule name that is repeated, reserved, empty, too long or not printable. */
export function checkRuleNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const fault = faultOf(name) ?? (seen.has(name) ? "is the name of two rules" : undefined);
    if (fault !== undefined) throw new TypeError(`a rule name ${fault}: ${JSON.stringify(name)}`);
    seen.add(name);
  }
}

function faultOf(name: string): string | undefined {
  if (name.trim() === "") return "is empty";
  if (name === malformedInput) return "has a meaning of its own in decisions";
  if (name.length > longestName) return `has more than ${longestName} characters`;
  if (!isWellFormedText(name) || unprintable.test(name)) return "has a character that cannot be printed";
  return undefined;
}
