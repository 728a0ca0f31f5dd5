import { isObject } from "../../json-value.ts";
import type { Envelope } from "./envelope.ts";

/**
 * Datadog: an archived log, whose parsed fields are in `attributes`, or an event of its Logs API, where they are one
 * level deeper. Source: docs.datadoghq.com, "Log Archives: format of the archives" and "Logs API: search logs".
 */
export const datadog: Envelope = {
  name: "datadog",
  open: (document) => {
    const { attributes } = document;
    if (!isObject(attributes)) return undefined;
    return [{ document: isObject(attributes.attributes) ? attributes.attributes : attributes }];
  },
};
