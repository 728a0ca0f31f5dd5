import type { RuleSite } from "@bylaw/engine";
import { ruleTextDigest } from "../policy/rule-identity.ts";
import type { RegoRule } from "../policy/syntax.ts";
import type { Side } from "../side/side.ts";

/** Finds the rules of a side that stand at places of its modules, and those that the other side has not. */
export interface Sites {
  ruleAt(site: RuleSite): RegoRule | undefined;
  isChanged(site: RuleSite): boolean;
}

export function sitesOf(side: Side, other: Side): Sites {
  const key = (rule: RegoRule) => `${rule.name}\0${ruleTextDigest(rule)}`;
  const theirs = new Set(other.modules.flatMap(({ rules }) => rules.map(key)));
  const byFile = new Map(side.modules.map(({ name, rules }) => [name, rules]));
  const found = new Map<RuleSite, RegoRule | undefined>();
  const changed = new Map<RuleSite, boolean>();
  const ruleAt = (site: RuleSite) => {
    if (!found.has(site))
      found.set(
        site,
        (byFile.get(site.place.file) ?? []).find((rule) => holds(rule, site)),
      );
    return found.get(site);
  };
  return {
    ruleAt,
    isChanged: (site) => {
      const known = changed.get(site);
      if (known !== undefined) return known;
      const rule = ruleAt(site);
      const is = rule !== undefined && !theirs.has(key(rule));
      changed.set(site, is);
      return is;
    },
  };
}

/** A branch of `else` stands within its rule. */
function holds(rule: RegoRule, { place }: RuleSite): boolean {
  return rule.row <= place.row && place.endRow <= rule.row + rule.text.split("\n").length - 1;
}
