import type { LineEnvelope } from "./envelope.ts";

const layout = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (stdout|stderr) ([PF])(?::\S*)? /;

/**
 * Files of Kubernetes' container runtimes: `TIME STREAM TAG LINE`, where the tag `P` marks a part that goes on in the
 * next line of the stream. Source: Kubernetes, design proposal "CRI: log management for container stdout/stderr".
 */
export const cri: LineEnvelope = {
  name: "cri",
  open: (line) => {
    const found = layout.exec(line);
    if (found === null) return undefined;
    const [prefix, stream = "", tag] = found;
    return { text: line.slice(prefix.length), part: { stream, more: tag === "P" } };
  },
};
