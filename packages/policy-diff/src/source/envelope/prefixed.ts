import type { LineEnvelope } from "./envelope.ts";

/** A line longer than this before its document is no prefix. */
const maxPrefix = 512;

/**
 * A document behind words: `kubectl logs --prefix` and `--timestamps`, syslog, journald, or a program that logs
 * OPA's lines among its own, as OPAL does (`… | INFO | Decision Log {…}`).
 */
export const prefixed: LineEnvelope = {
  name: "prefixed",
  open: (line) => {
    const start = line.indexOf("{");
    if (start <= 0 || start > maxPrefix || !line.includes('"decision_id"')) return undefined;
    const end = line.lastIndexOf("}");
    // Terminal colours and the like may follow.
    const visible = line.slice(end + 1).replace(/\u001b\[[\d;]*m/g, "");
    return { text: end > start && visible.trim() === "" ? line.slice(start, end + 1) : line.slice(start) };
  },
};
