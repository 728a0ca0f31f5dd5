import { ruleTextDigest } from "../policy/rule-identity.ts";
import type { RegoRule } from "../policy/syntax.ts";
import type { Group, RuleRef } from "../report/report.ts";
import type { Side } from "../side/side.ts";
import type { GroupExplanation, WrittenRule } from "./explanation.ts";

const maxRules = 6;
const maxLines = 120;

/**
 * The rules of a group as they are written; on each side also those that are called the same as one of the other side,
 * so that what changed stands beside it. Of rules without a title, which are all called alike, those that the other side
 * does not have.
 */
export function rulesBehind(
  group: Pick<Group, "rules">,
  sides: { readonly base: Side; readonly head: Side },
): GroupExplanation["rules"] {
  const named = [...group.rules.base, ...group.rules.head].map(({ name }) => name);
  const rules = { base: rulesOf(sides.base), head: rulesOf(sides.head) };
  const texts = {
    base: new Set(rules.base.map(ruleTextDigest)),
    head: new Set(rules.head.map(ruleTextDigest)),
  };
  return {
    base: written(rules.base, group.rules.base, named, texts.head),
    head: written(rules.head, group.rules.head, named, texts.base),
  };
}

function rulesOf({ modules }: Side): readonly RegoRule[] {
  return modules.flatMap((module) => module.rules);
}

function written(
  rules: readonly RegoRule[],
  own: readonly RuleRef[],
  named: readonly string[],
  elsewhere: ReadonlySet<string>,
): readonly WrittenRule[] {
  const isOwn = ({ place }: RegoRule) =>
    own.some(({ file, row }) => file === place.file && row === place.row);
  const isNamed = (rule: RegoRule) =>
    named.includes(rule.title) && (rule.title !== rule.name || !elsewhere.has(ruleTextDigest(rule)));
  const found = [...rules.filter(isOwn), ...rules.filter((rule) => !isOwn(rule) && isNamed(rule))];
  return found.slice(0, maxRules).map(writtenRule);
}

function writtenRule({ title, file, row, text, place }: RegoRule): WrittenRule {
  const lines = text.split("\n");
  return {
    title,
    file,
    row,
    lines:
      lines.length <= maxLines
        ? lines
        : [...lines.slice(0, maxLines), `# ${lines.length - maxLines} more lines`],
    writtenAt: place.file === file && place.row === row ? null : place,
  };
}
