import type { RegoRule } from "../policy/syntax.ts";
import type { Group, RuleRef } from "../report/report.ts";
import type { Side } from "../side/side.ts";
import type { GroupExplanation, WrittenRule } from "./explanation.ts";

const maxRules = 6;
const maxLines = 120;

/**
 * The rules of a group as they are written; on each side also those that are called the same as one of the other side,
 * so that what changed stands side by side.
 */
export function rulesBehind(
  group: Pick<Group, "rules">,
  sides: { readonly base: Side; readonly head: Side },
): GroupExplanation["rules"] {
  const named = [...group.rules.base, ...group.rules.head];
  return {
    base: written(sides.base, group.rules.base, named),
    head: written(sides.head, group.rules.head, named),
  };
}

function written(side: Side, own: readonly RuleRef[], named: readonly RuleRef[]): readonly WrittenRule[] {
  const rules = side.modules.flatMap((module) => module.rules);
  const isOwn = ({ place }: RegoRule) =>
    own.some(({ file, row }) => file === place.file && row === place.row);
  const isNamed = ({ title, name }: RegoRule) => named.some((ref) => ref.name === title && title !== name);
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
