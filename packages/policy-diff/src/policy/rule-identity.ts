import { createHash } from "node:crypto";
import type { RegoRule } from "./syntax.ts";

/**
 * What a rule is known by across versions: its title, or for a rule without one, its name and its text without
 * layout. Moving it within the file does not change it.
 */
export function ruleIdentity(rule: RegoRule): string {
  if (rule.title !== rule.name) return `${rule.name}\0${rule.title}`;
  return `${rule.name}\0${ruleTextDigest(rule)}`;
}

export function ruleTextDigest(rule: RegoRule): string {
  return createHash("sha256")
    .update(
      rule.text
        .replace(/#[^\n"`]*$/gm, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .digest("hex");
}
