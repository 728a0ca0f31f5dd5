import protobuf from "protobufjs";

interface MessageDescription extends protobuf.IType {
  readonly fields: Record<string, protobuf.IField | protobuf.IMapField>;
}

/**
 * The messages of `envoy.service.auth.v3` and what they are made of, by field numbers, as in Envoy's API
 * (`external_auth.proto`, `attribute_context.proto`, `base.proto`, `address.proto`). A test holds them to the files that
 * gRPC's own package ships.
 */
const messages = {
  CheckRequest: { fields: { attributes: { id: 1, type: "AttributeContext" } } },
  AttributeContext: {
    fields: {
      source: { id: 1, type: "Peer" },
      destination: { id: 2, type: "Peer" },
      request: { id: 4, type: "Request" },
      contextExtensions: { id: 10, keyType: "string", type: "string" },
      metadataContext: { id: 11, type: "Metadata" },
      tlsSession: { id: 12, type: "TLSSession" },
      routeMetadataContext: { id: 13, type: "Metadata" },
    },
  },
  Peer: {
    fields: {
      address: { id: 1, type: "Address" },
      service: { id: 2, type: "string" },
      labels: { id: 3, keyType: "string", type: "string" },
      principal: { id: 4, type: "string" },
      certificate: { id: 5, type: "string" },
    },
  },
  Request: {
    fields: { time: { id: 1, type: "google.protobuf.Timestamp" }, http: { id: 2, type: "HttpRequest" } },
  },
  HttpRequest: {
    fields: {
      id: { id: 1, type: "string" },
      method: { id: 2, type: "string" },
      headers: { id: 3, keyType: "string", type: "string" },
      path: { id: 4, type: "string" },
      host: { id: 5, type: "string" },
      scheme: { id: 6, type: "string" },
      query: { id: 7, type: "string" },
      fragment: { id: 8, type: "string" },
      size: { id: 9, type: "int64" },
      protocol: { id: 10, type: "string" },
      body: { id: 11, type: "string" },
      rawBody: { id: 12, type: "bytes" },
      headerMap: { id: 13, type: "HeaderMap" },
    },
  },
  TLSSession: { fields: { sni: { id: 1, type: "string" } } },
  Address: {
    oneofs: { address: { oneof: ["socketAddress", "pipe", "envoyInternalAddress"] } },
    fields: {
      socketAddress: { id: 1, type: "SocketAddress" },
      pipe: { id: 2, type: "Pipe" },
      envoyInternalAddress: { id: 3, type: "EnvoyInternalAddress" },
    },
  },
  SocketAddress: {
    oneofs: { portSpecifier: { oneof: ["portValue", "namedPort"] } },
    fields: {
      protocol: { id: 1, type: "int32" },
      address: { id: 2, type: "string" },
      portValue: { id: 3, type: "uint32" },
      namedPort: { id: 4, type: "string" },
      resolverName: { id: 5, type: "string" },
      ipv4Compat: { id: 6, type: "bool" },
    },
  },
  Pipe: { fields: { path: { id: 1, type: "string" }, mode: { id: 2, type: "uint32" } } },
  EnvoyInternalAddress: {
    oneofs: { addressNameSpecifier: { oneof: ["serverListenerName"] } },
    fields: { serverListenerName: { id: 1, type: "string" }, endpointId: { id: 2, type: "string" } },
  },
  Metadata: {
    fields: {
      filterMetadata: { id: 1, keyType: "string", type: "google.protobuf.Struct" },
      typedFilterMetadata: { id: 2, keyType: "string", type: "google.protobuf.Any" },
    },
  },
  HeaderMap: { fields: { headers: { id: 1, rule: "repeated", type: "HeaderValue" } } },
  HeaderValue: {
    fields: {
      key: { id: 1, type: "string" },
      value: { id: 2, type: "string" },
      rawValue: { id: 3, type: "bytes" },
    },
  },
  HeaderValueOption: { fields: { header: { id: 1, type: "HeaderValue" } } },
  QueryParameter: { fields: { key: { id: 1, type: "string" }, value: { id: 2, type: "string" } } },
  Status: { fields: { code: { id: 1, type: "int32" }, message: { id: 2, type: "string" } } },
  HttpStatus: { fields: { code: { id: 1, type: "int32" } } },
  DeniedHttpResponse: {
    fields: {
      status: { id: 1, type: "HttpStatus" },
      headers: { id: 2, rule: "repeated", type: "HeaderValueOption" },
      body: { id: 3, type: "string" },
    },
  },
  OkHttpResponse: {
    fields: {
      headers: { id: 2, rule: "repeated", type: "HeaderValueOption" },
      headersToRemove: { id: 5, rule: "repeated", type: "string" },
      responseHeadersToAdd: { id: 6, rule: "repeated", type: "HeaderValueOption" },
      queryParametersToSet: { id: 7, rule: "repeated", type: "QueryParameter" },
      queryParametersToRemove: { id: 8, rule: "repeated", type: "string" },
    },
  },
  CheckResponse: {
    oneofs: { httpResponse: { oneof: ["deniedResponse", "okResponse"] } },
    fields: {
      status: { id: 1, type: "Status" },
      deniedResponse: { id: 2, type: "DeniedHttpResponse" },
      okResponse: { id: 3, type: "OkHttpResponse" },
      dynamicMetadata: { id: 4, type: "google.protobuf.Struct" },
    },
  },
} satisfies Readonly<Record<string, MessageDescription>>;

const root = new protobuf.Root();
for (const file of ["any", "struct", "timestamp"]) {
  root.addJSON(protobuf.common.get(`google/protobuf/${file}.proto`)?.nested ?? {});
}
root.addJSON(messages).resolveAll();

/** A message's type, to decode and encode it. */
export function messageType(name: keyof typeof messages): protobuf.Type {
  return root.lookupType(name);
}

/** The names of all messages, for the test that compares them with Envoy's files. */
export const messageNames = Object.keys(messages) as readonly (keyof typeof messages)[];

/** The gRPC method that Envoy calls. */
export const checkMethod = "/envoy.service.auth.v3.Authorization/Check";
