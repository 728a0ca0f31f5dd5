// What the machine needs merely to read a log and JSON.parse each line, with as many threads as the diff has.
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";

interface Part {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

const newline = 0x0a;

if (isMainThread) {
  const [file = "", workers = "2"] = process.argv.slice(2);
  const { size } = statSync(file);
  const count = Number(workers);
  for (let index = 0; index < count; index++) {
    const part: Part = {
      file,
      start: Math.floor((size * index) / count),
      end: Math.floor((size * (index + 1)) / count),
    };
    new Worker(new URL(import.meta.url), { workerData: part });
  }
} else parseLines(workerData as Part);

function parseLines({ file, start, end }: Part): void {
  const handle = openSync(file, "r");
  const buffer = Buffer.allocUnsafe(1 << 22);
  let held = 0;
  let parsed = 0;
  for (let at = start; at < end; ) {
    const read = readSync(handle, buffer, held, Math.min(buffer.length - held, end - at), at);
    if (read === 0) break;
    at += read;
    const filled = buffer.subarray(0, held + read);
    let from = 0;
    for (let to = filled.indexOf(newline); to !== -1; to = filled.indexOf(newline, from)) {
      const text = filled.toString("utf8", from, to);
      // The bounds of the parts may lie within a line.
      if (text.startsWith('{"') && JSON.parse(text) !== undefined) parsed++;
      from = to + 1;
    }
    held = filled.length - from;
    buffer.copyWithin(0, from, filled.length);
  }
  closeSync(handle);
  if (parsed === 0) throw new Error("nothing was parsed");
}
