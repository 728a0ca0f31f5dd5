import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EffectiveSettings } from "../effective-options.ts";
import { canonical } from "../event/answer.ts";
import { DiffFailed } from "../failure.ts";
import { identityOf, type Side } from "../side/side.ts";
import type { LogFile } from "../source/locate.ts";
import { version } from "../version.ts";
import type { ShardSummary } from "./shard.ts";
import { summaryOf, summaryText, summaryVersion } from "./summary-text.ts";

/** Summaries of finished shards in a folder, so that a run that was ended goes on from there. */
export interface KeptSummaries {
  /** Undefined when the shard is not finished, or the file, the policies or the options are others now. */
  find(log: LogFile): Promise<ShardSummary | undefined>;
  keep(log: LogFile, summary: ShardSummary): Promise<void>;
}

/**
 * @param folder made when it is not there, for its owner alone: summaries hold recorded values
 */
export async function keptSummaries(
  folder: string,
  sides: { readonly base: Side; readonly head: Side },
  effective: EffectiveSettings,
): Promise<KeptSummaries> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { workers: _, decisions: __, ...settings } = effective;
  const common = JSON.stringify([
    version,
    summaryVersion,
    identityOf(sides.base),
    identityOf(sides.head),
    Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  const nameOf = async ({ file, name, range }: LogFile): Promise<string | undefined> => {
    if (file === null) return undefined;
    const { size, mtimeMs } = await stat(file);
    const parts = [common, file, name, size, mtimeMs, range?.start ?? null, range?.end ?? null];
    return join(folder, `${createHash("sha256").update(canonical(parts)).digest("hex")}.summary`);
  };
  return {
    find: async (log) => {
      const file = await nameOf(log);
      const text = file === undefined ? undefined : await readFile(file, "utf8").catch(() => undefined);
      if (text === undefined) return undefined;
      try {
        return summaryOf(text);
      } catch {
        // Cut short, or of another version: the shard is compared again.
        return undefined;
      }
    },
    keep: async (log, summary) => {
      const file = await nameOf(log);
      if (file === undefined) return;
      try {
        await writeFile(`${file}.part`, summaryText(summary), { mode: 0o600 });
        await rename(`${file}.part`, file);
      } catch (error) {
        await rm(`${file}.part`, { force: true });
        const said = error instanceof Error ? error.message : String(error);
        const message = `a finished part of the log cannot be kept in ${folder}: ${said}`;
        throw new DiffFailed("outputFailed", message, { cause: error });
      }
    },
  };
}
