// Source: OPA v1/topdown/tokens.go: all but `io.jwt.decode_verify`, which has a file of its own.
import { constants, createHmac, createPrivateKey, sign, timingSafeEqual } from "node:crypto";
import { jsonOf } from "../values/convert.ts";
import { parseJson } from "../values/json-text.ts";
import { isObject, objectGet, type Value } from "../values/value.ts";
import { BuiltinError, operand, text, type ValueBuiltin } from "./builtin.ts";
import { bytesOf } from "./bytes.ts";
import { marshalled } from "./encoding.ts";
import { algorithms, base64Url, jsonObject, verifierOf } from "./json-web-token.ts";

type Args = readonly Value[];

function sections(token: string): readonly [string, string, string] {
  const [head, body, signature, ...rest] = token.split(".");
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0)
    throw new BuiltinError("encoded JWT must have 3 sections");
  return [head, body, signature];
}

function headerOf(head: string) {
  const header = jsonObject(base64Url(head).toString("utf8"));
  if (Object.hasOwn(header, "enc")) throw new BuiltinError("JWT is a JWE object, which is not supported");
  return header;
}

function decode(outer: string): Value {
  let token = outer;
  // A nested token is shorter than the one around it, so this ends.
  for (;;) {
    const [head, body, signature] = sections(token);
    const header = headerOf(head);
    const payload = base64Url(body).toString("utf8");
    if (header.cty === "JWT") {
      token = payload.replace(/^["']+/, "").replace(/["']+$/, "");
      continue;
    }
    const bytes = base64Url(signature).toString("hex");
    return [header, jsonObject(payload), bytes];
  }
}

function verifyWithKey(alg: string): ValueBuiltin {
  return (args) => {
    const [head, body, signature] = sections(text(args, 0));
    const verifies = verifierOf({ cert: text(args, 1) });
    const { kid } = headerOf(head);
    return verifies({
      alg,
      kid: typeof kid === "string" ? kid : "",
      signed: bytesOf(`${head}.${body}`),
      signature: base64Url(signature),
    });
  };
}

function verifyWithSecret(bits: string): ValueBuiltin {
  return (args) => {
    const [token, secret] = [text(args, 0), text(args, 1)];
    const [head, body, signature] = sections(token);
    headerOf(head);
    const expected = createHmac(`sha${bits}`, bytesOf(secret))
      .update(bytesOf(`${head}.${body}`))
      .digest();
    const given = base64Url(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  };
}

function encodeSign(headers: string, payload: string, keyText: string): Value {
  const key = firstKey(keyText);
  const header = jsonObject(headers);
  const { alg, typ } = header;
  if (typeof alg !== "string") throw new BuiltinError("missing or invalid 'alg' header");
  if (!algorithms.test(alg)) throw new BuiltinError(`unknown JWS algorithm: ${alg}`);
  if ((typeof typ !== "string" || typ === "JWT") && !isJson(payload))
    throw new BuiltinError("type is JWT but payload is not JSON");
  const signed = `${bytesOf(headers).toString("base64url")}.${bytesOf(payload).toString("base64url")}`;
  return `${signed}.${signature(alg, key, signed).toString("base64url")}`;
}

function isJson(payload: string): boolean {
  try {
    parseJson(payload);
    return true;
  } catch {
    return false;
  }
}

function firstKey(keyText: string): Readonly<Record<string, Value>> {
  const key: Value = jsonObject(keyText);
  const keys = objectGet(key, "keys");
  const [first = key] = Array.isArray(keys) ? (keys as readonly Value[]) : [];
  if (!isObject(first)) throw new BuiltinError("no keys found in JWK set");
  return first as Readonly<Record<string, Value>>;
}

function signature(alg: string, jwk: Readonly<Record<string, Value>>, signed: string): Buffer {
  try {
    const hash = `sha${alg.slice(2)}`;
    if (alg.startsWith("HS")) {
      const { k, kty } = jwk;
      if (kty !== "oct" || typeof k !== "string") throw new BuiltinError("key is no secret");
      return createHmac(hash, Buffer.from(k, "base64url")).update(signed).digest();
    }
    const key = createPrivateKey({ key: jsonOf(jwk) as Record<string, string>, format: "jwk" });
    const bytes = Buffer.from(signed);
    if (alg === "EdDSA") return sign(null, bytes, key);
    if (alg.startsWith("ES")) return sign(hash, bytes, { key, dsaEncoding: "ieee-p1363" });
    const padding = alg.startsWith("PS")
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { padding: constants.RSA_PKCS1_PADDING };
    return sign(hash, bytes, { key, ...padding });
  } catch (error) {
    throw error instanceof BuiltinError ? error : new BuiltinError("the key cannot sign");
  }
}

function encodeSignObjects(args: Args): Value {
  const [headers, payload, key] = [0, 1, 2].map((position) => marshalled(jsonOf(operand(args, position))));
  return encodeSign(headers ?? "", payload ?? "", key ?? "");
}

const sizes = ["256", "384", "512"];

export const tokenBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["io.jwt.decode", (args) => decode(text(args, 0))],
  ["io.jwt.encode_sign", encodeSignObjects],
  ["io.jwt.encode_sign_raw", (args) => encodeSign(text(args, 0), text(args, 1), text(args, 2))],
  ["io.jwt.verify_eddsa", verifyWithKey("EdDSA")],
  ...["RS", "PS", "ES"].flatMap((family) =>
    sizes.map((bits): [string, ValueBuiltin] => [
      `io.jwt.verify_${family.toLowerCase()}${bits}`,
      verifyWithKey(family + bits),
    ]),
  ),
  ...sizes.map((bits): [string, ValueBuiltin] => [`io.jwt.verify_hs${bits}`, verifyWithSecret(bits)]),
]);
