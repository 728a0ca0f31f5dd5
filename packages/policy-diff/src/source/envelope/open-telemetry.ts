import type { Json, JsonObject } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { isArray, isObject } from "../../json-value.ts";
import { type Envelope, type Wrapped, wrapped } from "./envelope.ts";

/**
 * OpenTelemetry's logs in JSON, as the collector's file exporter writes them: the body is the line, or its fields one
 * by one. Source: opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"; opentelemetry-proto, logs/v1, common/v1.
 */
export const openTelemetry: Envelope = {
  name: "open-telemetry",
  open: ({ resourceLogs }) => {
    if (!isArray(resourceLogs)) return undefined;
    return resourceLogs.flatMap((resource) =>
      membersOf(resource, "scopeLogs").flatMap((scope) => membersOf(scope, "logRecords").flatMap(bodyOf)),
    );
  },
};

function membersOf(holder: Json, name: string): readonly Json[] {
  const members = isObject(holder) ? holder[name] : undefined;
  return isArray(members) ? members : [];
}

function bodyOf(record: Json): readonly Wrapped[] {
  const body = isObject(record) ? record.body : undefined;
  return wrapped(isObject(body) ? plain(body) : undefined);
}

/** `AnyValue`: one of its fields says the type; 64-bit integers are texts. */
function plain(any: JsonObject): Json {
  if (typeof any.stringValue === "string") return any.stringValue;
  if (typeof any.boolValue === "boolean") return any.boolValue;
  if (any.doubleValue !== undefined) return any.doubleValue;
  if (typeof any.intValue === "string")
    return /^-?\d{1,19}$/.test(any.intValue) ? parseJson(any.intValue) : null;
  if (any.intValue !== undefined) return any.intValue;
  if (isObject(any.arrayValue))
    return membersOf(any.arrayValue, "values").map((one) => (isObject(one) ? plain(one) : null));
  if (!isObject(any.kvlistValue)) return null;
  return Object.fromEntries(
    membersOf(any.kvlistValue, "values").flatMap((pair): [string, Json][] =>
      isObject(pair) && typeof pair.key === "string" && isObject(pair.value)
        ? [[pair.key, plain(pair.value)]]
        : [],
    ),
  );
}
