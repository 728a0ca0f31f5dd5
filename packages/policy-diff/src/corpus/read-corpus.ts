import { lines } from "../source/lines.ts";
import type { Reading } from "../source/read-log.ts";
import { type CorpusHeader, lineOf } from "./corpus-file.ts";
import { keptPlaces } from "./kept-places.ts";

/** Reads the events of a corpus, each with its weight. @param chunks from the first line on, which is the header */
export async function* readCorpus(
  header: CorpusHeader,
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<Reading> {
  const ofRule = keptPlaces(header.reads, header.places);
  const ofPackage = keptPlaces(header.packageReads, header.places);
  yield { kind: "counted", duplicate: header.duplicate, unreadable: header.unreadable };
  let last = 1;
  let isCut = false;
  for await (const { position, content, cut } of lines(chunks, maxLineBytes)) {
    last = position;
    isCut = cut;
    if (position === 1) continue;
    const text = content === "tooLong" ? "" : Buffer.from(content).toString("utf8");
    const line = lineOf(text);
    if (line === undefined) {
      const message = cut ? "truncated: the corpus ends within this line" : "not a line of a corpus";
      yield { kind: "unreadable", position, message };
    } else {
      const { event: document, size, weight } = line;
      const standIns = line.replaced.flatMap((number) => header.standIns[number] ?? []);
      const kept = line.ofPackage ? ofPackage : ofRule;
      yield {
        kind: "event",
        position,
        size,
        document,
        summed: { weight, kept, standIns, isReview: header.reviews },
      };
    }
  }
  const missing = header.kinds - (last - 1);
  if (missing === 0 || isCut) return;
  const message = `the corpus should have ${header.kinds + 1} lines: make it again with bylaw corpus`;
  yield { kind: "unreadable", position: last, message };
}
