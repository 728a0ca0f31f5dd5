import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { type DiffOptions, makeCorpus, type Report } from "../../src/index.ts";
import { defects, folderWith, run } from "../fixture.ts";

/** A corpus of logs, as a file in a folder that is gone after the test. */
export async function corpusOf(
  options: Parameters<typeof makeCorpus>[0],
  packed = false,
): Promise<{ readonly file: string; readonly text: string; readonly kinds: number }> {
  let text = "";
  const { kinds } = await makeCorpus(options, (line) => {
    text += line;
  });
  const name = packed ? "corpus.ndjson.gz" : "corpus.ndjson";
  const folder = folderWith({ [name]: packed ? gzipSync(text) : text });
  return { file: join(folder, name), text, kinds };
}

/** What does not hang on where events were read, nor on which of those that are alike was taken. */
export function counted(report: Report) {
  const { totals, transitions, decisions, hours, revisions, recordedBy, mismatches, window, rules } = report;
  return {
    totals,
    transitions,
    decisions,
    hours,
    revisions,
    recordedBy,
    mismatches,
    window,
    rules,
    groups: report.groups.map(({ examples: _, ...group }) => ({ ...group, witness: undefined })),
    indeterminate: report.indeterminate.map(({ reason, paths, count }) => ({ reason, paths, count })),
    errors: report.errors.map(({ example: _, ...error }) => error),
  };
}

/** Compares logs with a corpus of them. */
export async function sameAsLogs(options: DiffOptions, packed: boolean) {
  const logs = await run(options);
  const corpus = await corpusOf({ ...options, policies: [options.base, options.head] }, packed);
  const distilled = await run({ ...options, decisions: [corpus.file] });
  expect(defects(distilled.report)).toEqual([]);
  expect(counted(distilled.report)).toEqual(counted(logs.report));
  expect(distilled.report.sources).toMatchObject([{ format: "corpus", compressed: packed }]);
  return { ...corpus, logs: logs.report, distilled };
}
