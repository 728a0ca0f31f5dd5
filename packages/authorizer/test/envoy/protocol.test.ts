import type protobuf from "protobufjs";
import { beforeAll, expect, it } from "vitest";
import { messageNames, messageType } from "../../src/envoy/protocol.ts";
import { envoyFiles } from "./envoy-files.ts";

let envoy: protobuf.Root;

beforeAll(async () => {
  envoy = await envoyFiles();
});

/** Messages that Envoy's description nests, or has in other packages. */
const fullNames: Readonly<Record<string, string>> = {
  Peer: "envoy.service.auth.v3.AttributeContext.Peer",
  Request: "envoy.service.auth.v3.AttributeContext.Request",
  HttpRequest: "envoy.service.auth.v3.AttributeContext.HttpRequest",
  TLSSession: "envoy.service.auth.v3.AttributeContext.TLSSession",
  Status: "google.rpc.Status",
  HttpStatus: "envoy.type.v3.HttpStatus",
};

/** What is on the wire: number, type and repetition of each field, and whether it is one of a choice. */
const wire = (type: protobuf.Type) =>
  Object.fromEntries(
    type.fieldsArray.map((field) => [
      field.name,
      {
        id: field.id,
        // An enumeration is an int32 on the wire.
        type:
          field.resolvedType === null ? field.type : "enum" in field ? "int32" : field.type.split(".").pop(),
        repeated: field.repeated,
        map: field.map,
        choice: field.partOf !== null,
      },
    ]),
  );

it.each(messageNames)("%s has the fields of Envoy's description", (name) => {
  const theirs = envoy.lookupType(
    fullNames[name] ??
      (envoy.lookup(`envoy.service.auth.v3.${name}`)
        ? `envoy.service.auth.v3.${name}`
        : `envoy.config.core.v3.${name}`),
  );
  const ours = wire(messageType(name));
  const all = wire(theirs);
  for (const [field, description] of Object.entries(ours)) {
    const expected = all[field];
    const known =
      expected && theirs.fields[field]?.resolvedType?.constructor.name === "Enum"
        ? { ...expected, type: "int32" }
        : expected;
    expect({ [field]: description }).toEqual({ [field]: known });
  }
});
