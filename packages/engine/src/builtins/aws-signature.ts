// Source: OPA v1/topdown/providers.go and internal/providers/aws/signing_v4.go: Amazon's Signature Version 4.
import { createHash, createHmac } from "node:crypto";
import { jsonOf } from "../values/convert.ts";
import {
  type AnyObject,
  isObject,
  makeObject,
  objectEntries,
  objectGet,
  type Value,
} from "../values/value.ts";
import { BuiltinTypeError, number, object, UnsupportedCall, type ValueBuiltin } from "./builtin.ts";
import { binaryOf, textOfBinary } from "./bytes.ts";
import { marshalled } from "./encoding.ts";
import { lowered } from "./letter-case.ts";
import { urlOperand } from "./uri.ts";
import { escapedPath } from "./url.ts";

type Args = readonly Value[];

const configKeys = ["aws_access_key", "aws_region", "aws_secret_access_key", "aws_service"] as const;

/** What `http.send` takes, which the request is held to. */
const requestKeys: ReadonlySet<Value> = new Set([
  "body",
  "cache",
  "cache_ignored_headers",
  "caching_mode",
  "enable_redirect",
  "force_cache",
  "force_cache_duration_seconds",
  "force_json_decode",
  "force_yaml_decode",
  "headers",
  "max_retry_attempts",
  "method",
  "raise_error",
  "raw_body",
  "timeout",
  "tls_ca_cert",
  "tls_ca_cert_env_variable",
  "tls_ca_cert_file",
  "tls_client_cert",
  "tls_client_cert_env_variable",
  "tls_client_cert_file",
  "tls_client_key",
  "tls_client_key_env_variable",
  "tls_client_key_file",
  "tls_insecure_skip_verify",
  "tls_server_name",
  "tls_use_system_certs",
  "url",
]);

// Proxies may change these on the way.
const unsignedHeaders: ReadonlySet<string> = new Set(["authorization", "user-agent", "x-amzn-trace-id"]);

const textOr = (value: Value | undefined) => (typeof value === "string" ? value : "");

function checkConfig(config: AnyObject): void {
  if (configKeys.some((key) => objectGet(config, key) === undefined))
    throw new BuiltinTypeError("operand 2 missing required AWS config parameters");
  if (configKeys.some((key) => typeof objectGet(config, key) !== "string"))
    throw new BuiltinTypeError("operand 2 invalid values for required AWS config parameters");
}

/** Nanoseconds as Go's `Int64` takes them. */
function timestamp(args: Args): bigint {
  const given = number(args, 2);
  if (typeof given === "number" && !Number.isInteger(given))
    throw new BuiltinTypeError("operand 3 could not convert time_ns value into a unix timestamp");
  const ns = BigInt(given);
  if (BigInt.asIntN(64, ns) !== ns)
    throw new BuiltinTypeError("operand 3 could not convert time_ns value into a unix timestamp");
  return ns;
}

function checkRequest(request: AnyObject): void {
  for (const [key] of objectEntries(request))
    if (!requestKeys.has(key)) throw new BuiltinTypeError("operand 1 invalid request parameters");
  if (objectGet(request, "method") === undefined || objectGet(request, "url") === undefined)
    throw new BuiltinTypeError("operand 1 missing required request parameters");
}

function bodyOf(request: AnyObject): string {
  const [raw, body] = [objectGet(request, "raw_body"), objectGet(request, "body")];
  if (raw !== undefined) return textOr(raw);
  return body === undefined ? "" : marshalled(jsonOf(body));
}

/** `20261124T100000Z` */
function compactTime(ns: bigint): string {
  const milliseconds = Number((ns - (((ns % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n);
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, "");
}

const sha256 = (binary: string) => createHash("sha256").update(binary, "latin1").digest("hex");
const mac = (key: string | Buffer, binary: string) =>
  createHmac("sha256", typeof key === "string" ? Buffer.from(key, "latin1") : key)
    .update(binary, "latin1")
    .digest();

interface Signing {
  readonly headers: ReadonlyMap<string, string>;
  readonly awsHeaders: ReadonlyMap<string, string>;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly contentHash: string;
  readonly config: Readonly<Record<(typeof configKeys)[number], string>>;
  readonly time: string;
}

/** Headers in lower case with their values; those of the request come last. */
function signedHeaders({ headers, awsHeaders }: Signing): readonly (readonly [string, string])[] {
  const signed = new Map(awsHeaders);
  const seen = new Set<string>();
  for (const [name, value] of headers) {
    const lower = binaryOf(lowered(textOfBinary(name)));
    if (unsignedHeaders.has(lower)) continue;
    // Go takes one of them by chance.
    if (seen.has(lower)) throw new UnsupportedCall("two headers differ in case only");
    seen.add(lower);
    signed.set(lower, value);
  }
  return [...signed].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The `Authorization` header. All texts are one character per byte. */
function authorization(signing: Signing): string {
  const { config, time } = signing;
  const signed = signedHeaders(signing);
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  const request = [signing.method, signing.path, signing.query, lines, names, signing.contentHash].join("\n");
  const date = time.slice(0, 8);
  const scope = `${date}/${config.aws_region}/${config.aws_service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n");
  const key = [date, config.aws_region, config.aws_service, "aws4_request"].reduce<string | Buffer>(
    mac,
    `AWS4${config.aws_secret_access_key}`,
  );
  const signature = mac(key, toSign).toString("hex");
  return `AWS4-HMAC-SHA256 Credential=${config.aws_access_key}/${scope},SignedHeaders=${names},Signature=${signature}`;
}

function signRequest(args: Args): Value {
  const [request, given] = [object(args, 0), object(args, 1)];
  checkConfig(given);
  const ns = timestamp(args);
  checkRequest(request);
  const headers = objectGet(request, "headers") ?? {};
  if (!isObject(headers)) throw new BuiltinTypeError("operand 0 must be object");
  const [address, method] = [objectGet(request, "url"), objectGet(request, "method")];
  if (typeof address !== "string" || typeof method !== "string")
    throw new BuiltinTypeError("operand 1 invalid values for required request parameters");
  const url = urlOperand(address);
  const body = bodyOf(request);
  const disabled = objectGet(given, "disable_payload_signing") ?? false;
  if (typeof disabled !== "boolean")
    throw new BuiltinTypeError("operand 2 invalid value for 'disable_payload_signing' in AWS config");
  const config = Object.fromEntries(configKeys.map((key) => [key, binaryOf(textOr(objectGet(given, key)))]));
  const time = compactTime(ns);
  const contentHash = disabled ? "UNSIGNED-PAYLOAD" : sha256(binaryOf(body));
  const session = binaryOf(textOr(objectGet(given, "aws_session_token")));
  const hashed = config.aws_service === "s3" || config.aws_service === "glacier";
  const awsHeaders = new Map([
    ["host", url.host],
    ["x-amz-date", time],
    ...(hashed ? [["x-amz-content-sha256", contentHash] as const] : []),
    ...(session === "" ? [] : [["x-amz-security-token", session] as const]),
  ]);
  const requestHeaders = new Map(
    objectEntries(headers).map(([name, value]) => [binaryOf(textOr(name)), binaryOf(textOr(value))]),
  );
  const authorized = authorization({
    headers: requestHeaders,
    awsHeaders,
    method: binaryOf(method),
    path: escapedPath(url),
    query: url.rawQuery,
    contentHash,
    config: config as Signing["config"],
    time,
  });
  const all = [...requestHeaders, ["Authorization", authorized] as const, ...awsHeaders];
  const made = all.map(([name, value]): [Value, Value] => [textOfBinary(name), textOfBinary(value)]);
  return makeObject(objectEntries(request)).set("headers", makeObject(made));
}

export const awsSignatureBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["providers.aws.sign_req", signRequest],
]);
