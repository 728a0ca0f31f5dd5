import { isArray, isObject } from "../../json-value.ts";
import { type Envelope, type Wrapped, wrapped } from "./envelope.ts";

/**
 * Grafana Loki: a line of `logcli --output=jsonl`, or the answer of its query API.
 * Source: grafana.com/docs/loki, "logcli" and "HTTP API: query_range".
 */
export const loki: Envelope = {
  name: "loki",
  open: (document) => {
    if (typeof document.line === "string" && isObject(document.labels)) return [{ text: document.line }];
    const data = document.data;
    const streams = isObject(data) && data.resultType === "streams" ? data.result : undefined;
    if (!isArray(streams)) return undefined;
    return streams.flatMap((stream): readonly Wrapped[] => {
      const values = isObject(stream) ? stream.values : undefined;
      return isArray(values) ? values.flatMap((pair) => (isArray(pair) ? wrapped(pair[1]) : [])) : [];
    });
  },
};
