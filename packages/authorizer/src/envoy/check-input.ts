import type { Json, JsonObject } from "@bylaw/engine";
import type protobuf from "protobufjs";
import { messageDocument } from "./message-document.ts";
import { parsedBody } from "./parsed-body.ts";
import { messageType } from "./protocol.ts";
import { parseQuery, unescapePath } from "./url.ts";

/** A request that cannot be read is answered with status 400, and no policy is asked. */
export class RequestParseError extends Error {
  override readonly name = "RequestParseError";
}

interface CheckRequest extends protobuf.Message {
  readonly attributes?: {
    readonly source?: { readonly principal?: string };
    readonly request?: {
      readonly http?: {
        readonly path?: string;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: string;
        readonly rawBody?: Uint8Array;
      };
    };
  };
}

/**
 * The input document of a CheckRequest, equal to opa-envoy-plugin's: the message, and beside it the parsed path, query
 * and body.
 *
 * @param bytes an `envoy.service.auth.v3.CheckRequest`
 * @throws RequestParseError when the path, the query or the body cannot be read
 */
export async function checkInput(bytes: Uint8Array): Promise<JsonObject> {
  const type = messageType("CheckRequest");
  const message: CheckRequest = type.decode(bytes);
  const { source, request } = message.attributes ?? {};
  const { path = "", headers = {}, body = "", rawBody = new Uint8Array() } = request?.http ?? {};
  try {
    const given = { headers: new Map(Object.entries(headers)), body, rawBody };
    const { value, truncated } = await parsedBody(given);
    return {
      ...messageDocument(message, type),
      version: { ext_authz: "v3", encoding: "protojson" },
      ...parsedPath(path),
      parsed_body: value,
      truncated_body: truncated,
      ...(source?.principal ? { source_principal: source.principal } : {}),
    };
  } catch (error) {
    throw new RequestParseError(error instanceof Error ? error.message : String(error));
  }
}

/** `/people/a%2Fb?x=1` is `["people", "a", "b"]` and `{"x": ["1"]}`: escapes are undone before the path is split. */
function parsedPath(path: string): Readonly<Record<"parsed_path" | "parsed_query", Json>> {
  const at = path.indexOf("?");
  const [raw, query] = at < 0 ? [path, ""] : [path.slice(0, at), path.slice(at + 1)];
  return {
    parsed_path: unescapePath(raw).replace(/^\/+/, "").split("/"),
    parsed_query: parseQuery(query),
  };
}
