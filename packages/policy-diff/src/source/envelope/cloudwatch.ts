import type { Json } from "@bylaw/engine";
import { isArray, isObject } from "../../json-value.ts";
import { type Envelope, wrapped } from "./envelope.ts";

/**
 * Amazon CloudWatch Logs: batches of a subscription, as Firehose delivers them one behind the other, and the answers
 * of `aws logs filter-log-events` and `get-log-events`. Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs,
 * "Log group-level subscription filters" and "FilterLogEvents".
 */
export const cloudwatch: Envelope = {
  name: "cloudwatch",
  open: ({ messageType, logEvents, events }) => {
    // Firehose asks now and then whether the destination is there.
    if (messageType === "CONTROL_MESSAGE") return [];
    if (isArray(logEvents)) return logEvents.flatMap(messageOf);
    if (isArray(events) && events.every((event) => isObject(event) && "message" in event))
      return events.flatMap(messageOf);
    return undefined;
  },
};

function messageOf(event: Json) {
  return isObject(event) ? wrapped(event.message) : [];
}
