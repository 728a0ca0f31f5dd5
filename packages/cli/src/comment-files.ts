import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatMarkdown, type MarkdownOptions, type Report } from "@bylaw/policy-diff";

/** Characters that each of the files may have: what a platform refuses as too long, the next one may pass. */
const budgets = [60_000, 30_000, 10_000, 3_000] as const;

/**
 * Writes the comment in several lengths, `comment-1.md` the longest, for whoever posts it.
 *
 * @param folder absolute; made when it is not there
 */
export async function writeComments(
  folder: string,
  report: Report,
  options: Omit<MarkdownOptions, "budget">,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [index, budget] of budgets.entries()) {
    await writeFile(join(folder, `comment-${index + 1}.md`), formatMarkdown(report, { ...options, budget }));
  }
}
