import type { Json } from "@bylaw/engine";
import { locateLogs } from "../source/locate.ts";
import { readLog } from "../source/read-log.ts";
import { emptySource } from "../source/source-summary.ts";
import { collectRecordedInputs } from "./recorded-inputs.ts";

/**
 * A few inputs of one decision out of decision logs, the same ones each time; what is broken in them is passed over.
 *
 * @param patterns files, folders or globs
 * @param path the decision, such as `istio/authz/allow`
 * @throws DiffFailed `decisionsNotFound` when a pattern matches no file
 */
export async function loggedInputs(
  patterns: readonly string[],
  path: string,
  cwd: string,
  stdin: AsyncIterable<Uint8Array | string>,
): Promise<readonly Json[]> {
  const inputs = collectRecordedInputs();
  for (const log of await locateLogs(patterns, cwd)) {
    for await (const reading of readLog(log, stdin, emptySource(log))) inputs.offer(log.name, reading);
  }
  return inputs.of(path);
}
