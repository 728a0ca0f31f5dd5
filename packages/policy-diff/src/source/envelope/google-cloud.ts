import { isObject } from "../../json-value.ts";
import { type Envelope, wrapped } from "./envelope.ts";

/** Google Cloud Logging's `LogEntry`. Source: cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry. */
export const googleCloud: Envelope = {
  name: "google-cloud",
  open: ({ jsonPayload, textPayload, logName }) => {
    if (typeof logName !== "string") return undefined;
    return isObject(jsonPayload) ? [{ document: jsonPayload }] : wrapped(textPayload);
  },
};
