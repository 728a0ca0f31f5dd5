import type { Json, JsonObject } from "@bylaw/engine";
import protobuf from "protobufjs";

/**
 * A message as opa-envoy-plugin shows it to Rego (`protomap.go` there): fields that are populated, under their JSON names;
 * 64-bit numbers as numbers, times as objects, bytes in base64, structs as what they hold.
 */
export function messageDocument(message: protobuf.Message, type: protobuf.Type): JsonObject {
  if (type.fullName === ".google.protobuf.Struct") return structDocument(message);
  const document: Record<string, Json> = {};
  for (const field of type.fieldsArray) {
    // Fields of messages have names of ours; a map may hold any key.
    const value: unknown = Object.hasOwn(message, field.name) ? Reflect.get(message, field.name) : undefined;
    if (value === undefined || value === null) continue;
    const shown = fieldDocument(value, field);
    if (shown !== undefined) document[field.name] = shown;
  }
  return document;
}

function fieldDocument(value: unknown, field: protobuf.Field): Json | undefined {
  if (field instanceof protobuf.MapField) {
    const entries = Object.entries(value as Readonly<Record<string, unknown>>);
    if (entries.length === 0) return undefined;
    return Object.fromEntries(entries.map(([key, item]) => [key, valueDocument(item, field)]));
  }
  if (field.repeated) {
    const items = value as readonly unknown[];
    return items.length === 0 ? undefined : items.map((item) => valueDocument(item, field));
  }
  // A number of zero or an empty text is the same as none, but in a choice between fields.
  if (field.resolvedType === null && field.partOf === null && isZero(value)) return undefined;
  return valueDocument(value, field);
}

function isZero(value: unknown): boolean {
  if (value instanceof Uint8Array || typeof value === "string") return value.length === 0;
  // 64-bit numbers are objects.
  return value === false || String(value) === "0";
}

function valueDocument(value: unknown, field: protobuf.Field): Json {
  if (field.resolvedType instanceof protobuf.Type) {
    return messageDocument(value as protobuf.Message, field.resolvedType);
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return wholeNumber(BigInt(String(value)));
}

function wholeNumber(number: bigint): Json {
  const near = Number(number);
  return Number.isSafeInteger(near) ? near : number;
}

/** What a `google.protobuf.Struct` holds. */
function structDocument(message: protobuf.Message): JsonObject {
  const fields = (message as { fields?: Readonly<Record<string, StructValue>> }).fields ?? {};
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, structValue(value)]));
}

interface StructValue {
  readonly kind?: string;
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly structValue?: protobuf.Message;
  readonly listValue?: { readonly values?: readonly StructValue[] };
}

function structValue(value: StructValue): Json {
  switch (value.kind) {
    case "numberValue":
      return value.numberValue ?? 0;
    case "stringValue":
      return value.stringValue ?? "";
    case "boolValue":
      return value.boolValue ?? false;
    case "structValue":
      return value.structValue === undefined ? {} : structDocument(value.structValue);
    case "listValue":
      return (value.listValue?.values ?? []).map(structValue);
    default:
      return null;
  }
}

/** A JSON object as a `google.protobuf.Struct`, for {@link protobuf.Type.fromObject}. */
export function structOf(object: JsonObject): object {
  return {
    fields: Object.fromEntries(Object.entries(object).map(([key, value]) => [key, valueMessage(value)])),
  };
}

function valueMessage(value: Json): object {
  switch (typeof value) {
    case "number":
      return { numberValue: value };
    case "bigint":
      return { numberValue: Number(value) };
    case "string":
      return { stringValue: value };
    case "boolean":
      return { boolValue: value };
    default:
      if (value === null) return { nullValue: 0 };
      return Array.isArray(value)
        ? { listValue: { values: value.map(valueMessage) } }
        : { structValue: structOf(value as JsonObject) };
  }
}
