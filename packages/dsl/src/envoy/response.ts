import { type Static, t } from "../schema/index.ts";
import { isDomainScalar } from "../schema/scalar.ts";
import type { EnvoyInput } from "./input.ts";

// What opa-envoy-plugin takes from a decision that is an object: its envoyauth/response.go. Anything of another type
// makes it answer with an error, and Envoy's `failure_mode_allow` decides then.

/** By name; a header that is there several times has a list. */
const values = t.map(t.union(t.string, t.array(t.string)));

const allowedShape = t.object({
  /** Headers added to the request on its way to the service. */
  headers: t.opt(values),
  /** Names of headers that the service does not get to see. */
  request_headers_to_remove: t.opt(t.array(t.string)),
  /** Headers added to the service's response. */
  response_headers_to_add: t.opt(values),
  query_parameters_to_set: t.opt(values),
  query_parameters_to_remove: t.opt(t.array(t.string)),
  /** What later filters and the access log of the proxy find under ext_authz; the plugin adds `decision_id`. */
  dynamic_metadata: t.opt(t.map(t.unknown)),
});

/** What goes with an allowed request. */
export interface EnvoyAllowedResponse extends Static<typeof allowedShape> {}

const deniedShape = t.object({
  /** One of those that Envoy knows from 300 on; 403 when absent. */
  http_status: t.opt(
    t.oneOf(
      ...([300, 301, 302, 303, 304, 305, 307, 308] as const),
      ...([
        400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417,
      ] as const),
      ...([421, 422, 423, 424, 426, 428, 429, 431] as const),
      ...([500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511] as const),
    ),
  ),
  /** Headers of the response to the caller. */
  headers: t.opt(values),
  /** The body of the response to the caller. */
  body: t.opt(t.string),
  /** As for what is allowed. */
  dynamic_metadata: t.opt(t.map(t.unknown)),
});

/** What a caller gets who is denied. */
export interface EnvoyDeniedResponse extends Static<typeof deniedShape> {}

/** What the policy answers beside yes and no: the same each time, or made of the input. */
export interface EnvoyResponses {
  readonly allowed?: EnvoyAllowedResponse | ((input: EnvoyInput) => EnvoyAllowedResponse);
  readonly denied?: EnvoyDeniedResponse | ((input: EnvoyInput) => EnvoyDeniedResponse);
}

/** A decision as opa-envoy-plugin takes it. */
export type EnvoyResponse =
  | ({ readonly allowed: true } & EnvoyAllowedResponse)
  | ({ readonly allowed: false } & EnvoyDeniedResponse);

/** Whether an answer goes with what is allowed, or with what is denied. */
export type EnvoySide = "allowed" | "denied";

const shapes = { allowed: allowedShape, denied: deniedShape };

/** What each answer has before the policy says more: a denial has its status. */
export const envoyAnswers = {
  allowed: { allowed: true },
  denied: { allowed: false, http_status: 403 },
} as const satisfies Readonly<Record<EnvoySide, EnvoyResponse>>;

/** The names of what opa-envoy-plugin takes from an answer, beside `allowed`. */
export function envoyProperties(side: EnvoySide): readonly string[] {
  const { schema } = shapes[side];
  return schema.kind === "object" ? Object.keys(schema.properties) : [];
}

/**
 * One answer to Envoy, complete: a denial has its status.
 *
 * @param given what a policy says of it, as plain data
 * @throws TypeError when something in it is unknown to the plugin, or of another type than it takes
 */
export function envoyAnswer(side: EnvoySide, given: unknown): EnvoyResponse {
  return side === "allowed"
    ? { ...envoyAnswers.allowed, ...checked(allowedShape, given, side) }
    : { ...envoyAnswers.denied, ...checked(deniedShape, given, side) };
}

/**
 * What a definition says of the two answers; nothing where it does not mention one.
 *
 * @throws TypeError when it says something of another answer
 */
export function envoySides(given: unknown): ReadonlyMap<string, unknown> {
  const whole = propertiesOf(given, "the response");
  for (const key of whole.keys()) if (!Object.hasOwn(shapes, key)) throw unknownKey("the response", key);
  return whole;
}

function checked<T extends { readonly dynamic_metadata?: unknown }>(
  shape: { is(value: unknown): value is T },
  value: unknown,
  side: EnvoySide,
): T {
  const known = envoyProperties(side);
  for (const [key, inner] of propertiesOf(value, side)) {
    if (!known.includes(key)) throw unknownKey(side, key);
    if (inner === null || inner === undefined) throw new TypeError(`${side}.${key} has no value`);
  }
  if (!shape.is(value))
    throw new TypeError(`${side} has a value of another type than opa-envoy-plugin takes`);
  const { dynamic_metadata: metadata } = value;
  if (metadata !== undefined && !isPlain(metadata))
    throw new TypeError(
      `${side}.dynamic_metadata is not of texts, numbers up to 2^53 - 1, booleans, null, lists and objects`,
    );
  return value;
}

/** Whether a value is the same in TypeScript, in Rego and in the proxy. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value === "object" && value !== null) return Object.values(value).every(isPlain);
  return isDomainScalar(value);
}

function propertiesOf(value: unknown, name: string): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`${name} is no object`);
  return new Map(Object.entries(value));
}

function unknownKey(side: string, key: string): TypeError {
  return new TypeError(`${side} has ${JSON.stringify(key)}, which opa-envoy-plugin does not take there`);
}
