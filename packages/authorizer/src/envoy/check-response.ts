import { STATUS_CODES } from "node:http";
import type { Json, JsonObject, Outcome } from "@bylaw/engine";
import { structOf } from "./message-document.ts";
import { messageType } from "./protocol.ts";

/** `google.rpc.Code`. */
const code = { ok: 0, permissionDenied: 7 } as const;

/** A decision of a form that the plugin does not take: the proxy's `failure_mode_allow` decides. */
export class DecisionError extends Error {
  override readonly name = "DecisionError";
}

/**
 * The CheckResponse for a decision, a boolean or an object with `allowed`, as opa-envoy-plugin makes it
 * (`internal.go` and `response.go` there).
 *
 * @returns the bytes of an `envoy.service.auth.v3.CheckResponse`
 * @throws DecisionError when the decision is undefined, an error, or of another form
 */
export function checkResponse(outcome: Outcome, decisionId: string): Uint8Array {
  const decision = decisionOf(outcome);
  const answer = typeof decision === "boolean" ? { allowed: decision } : decision;
  if (typeof answer.allowed !== "boolean") throw new DecisionError("the decision has no boolean allowed");
  const { dynamic_metadata: metadata } = answer;
  return encoded({
    status: { code: answer.allowed ? code.ok : code.permissionDenied },
    ...(typeof decision === "boolean" ? {} : httpResponse(answer, answer.allowed)),
    dynamicMetadata: structOf({
      ...(metadata === undefined ? {} : objectOf(metadata, "dynamic_metadata")),
      decision_id: decisionId,
    }),
  });
}

/** The answer to a request that could not be read. */
export function unreadableResponse(message: string): Uint8Array {
  const text = `request_parse_error: ${message}`;
  return encoded({
    status: { code: code.permissionDenied, message: text },
    deniedResponse: { status: { code: 400 }, body: text },
  });
}

function encoded(response: object): Uint8Array {
  const type = messageType("CheckResponse");
  return type.encode(type.fromObject(response)).finish();
}

function decisionOf(outcome: Outcome): boolean | JsonObject {
  switch (outcome.kind) {
    case "undefined":
      throw new DecisionError("the decision is undefined");
    case "error":
      throw new DecisionError(`${outcome.code}: ${outcome.message}`);
    case "unavailable":
      throw new DecisionError(`the builtin ${outcome.builtin} cannot be called here`);
    case "defined":
      return typeof outcome.value === "boolean" ? outcome.value : objectOf(outcome.value, "the decision");
  }
}

function httpResponse(answer: JsonObject, allowed: boolean): object {
  const headers = headersOf(answer.headers, "headers");
  if (!allowed) {
    return {
      deniedResponse: {
        headers,
        status: { code: statusOf(answer.http_status) },
        ...(answer.body === undefined ? {} : { body: textOf(answer.body, "body") }),
      },
    };
  }
  return {
    okResponse: {
      headers,
      headersToRemove: textsOf(answer.request_headers_to_remove, "request_headers_to_remove"),
      responseHeadersToAdd: headersOf(answer.response_headers_to_add, "response_headers_to_add"),
      queryParametersToRemove: textsOf(answer.query_parameters_to_remove, "query_parameters_to_remove"),
      queryParametersToSet: pairsOf(answer.query_parameters_to_set ?? {}, "query_parameters_to_set"),
    },
  };
}

/** An object of texts or lists of them, or a list of such objects. */
function headersOf(value: Json | undefined, name: string): readonly object[] {
  const objects: readonly Json[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return objects.flatMap((object) => pairsOf(object, name).map((header) => ({ header })));
}

function pairsOf(value: Json, name: string): readonly object[] {
  return Object.entries(objectOf(value, name)).flatMap(([key, item]) =>
    (Array.isArray(item) ? textsOf(item, `${name}.${key}`) : [textOf(item, `${name}.${key}`)]).map(
      (text) => ({ key, value: text }),
    ),
  );
}

function statusOf(value: Json | undefined): number {
  if (value === undefined) return 403;
  if (typeof value !== "number" || STATUS_CODES[value] === undefined) {
    throw new DecisionError("http_status is no status of HTTP");
  }
  return value;
}

function objectOf(value: Json, name: string): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new DecisionError(`${name} is no object`);
}

function textsOf(value: Json | undefined, name: string): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new DecisionError(`${name} is no list of texts`);
  return value.map((item: Json) => textOf(item, name));
}

function textOf(value: Json | undefined, name: string): string {
  if (typeof value === "string") return value;
  throw new DecisionError(`${name} is no text`);
}
