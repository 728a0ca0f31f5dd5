import { isObject } from "../../json-value.ts";
import { type Envelope, wrapped } from "./envelope.ts";

/**
 * Splunk: a result of the export endpoint (`result._raw`), a row of an exported search (`_raw`), or an event as its
 * HTTP collector takes them. Source: docs.splunk.com, "search/v2/jobs/export" and "Format events for HTTP Event
 * Collector".
 */
export const splunk: Envelope = {
  name: "splunk",
  open: (document) => {
    if (isObject(document.result) && typeof document.result._raw === "string")
      return [{ text: document.result._raw }];
    if (typeof document._raw === "string") return [{ text: document._raw }];
    return document.event !== undefined && ("sourcetype" in document || "host" in document)
      ? wrapped(document.event)
      : undefined;
  },
};
