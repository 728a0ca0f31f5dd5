import type { Json } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { readMultipart } from "./multipart.ts";
import { parseQuery } from "./url.ts";

/** What of a request a body is read by. */
export interface BodyRequest {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly rawBody: Uint8Array;
}

/** A body as policies see it: `null` when there is none, or none that is understood. */
export interface ParsedBody {
  readonly value: Json;
  readonly truncated: boolean;
}

const none: ParsedBody = { value: null, truncated: false };
const cut: ParsedBody = { value: null, truncated: true };

type Reader = (body: string, contentType: string) => Json | Promise<Json>;

/** In this order; gRPC messages need descriptors, which are not given here, so they are `null`. */
const readers: readonly (readonly [mediaType: string, read: Reader | undefined])[] = [
  ["application/json", parseJson],
  ["application/grpc", undefined],
  ["application/x-www-form-urlencoded", parseQuery],
  ["multipart/form-data", readMultipart],
];

/**
 * Reads a body by its content type, as opa-envoy-plugin does (`request.go` there).
 *
 * @throws on a body that is not what its type says, and on a content length that is no number
 */
export async function parsedBody({ headers, body, rawBody }: BodyRequest): Promise<ParsedBody> {
  if (headers.get("x-envoy-auth-partial-body") === "true") return cut;
  const contentType = headers.get("content-type");
  if (contentType === undefined) return none;
  const read = readers.find(([mediaType]) => contentType.includes(mediaType))?.[1];
  if (read === undefined) return none;
  const bytes = body === "" ? Buffer.from(rawBody) : Buffer.from(body, "utf8");
  if (bytes.length === 0) return none;
  if (isCut(headers.get("content-length"), bytes.length)) return cut;
  return { value: await read(bytes.toString("utf8"), contentType), truncated: false };
}

function isCut(contentLength: string | undefined, length: number): boolean {
  if (contentLength === undefined) return false;
  if (!/^[+-]?\d+$/.test(contentLength)) {
    throw new Error(`the content length ${JSON.stringify(contentLength)} is no number`);
  }
  return BigInt(contentLength.replace("+", "")) > BigInt(length);
}
