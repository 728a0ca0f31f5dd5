// Source: OPA v1/topdown/crypto.go, the part that needs no certificate.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { text, type ValueBuiltin } from "./builtin.ts";

const algorithms = ["md5", "sha1", "sha256", "sha512"] as const;

export const digestBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ...algorithms
    .filter((name) => name !== "sha512")
    .map((name): [string, ValueBuiltin] => [
      `crypto.${name}`,
      (args) => createHash(name).update(text(args, 0)).digest("hex"),
    ]),
  ...algorithms.map((name): [string, ValueBuiltin] => [
    `crypto.hmac.${name}`,
    (args) => createHmac(name, text(args, 1)).update(text(args, 0)).digest("hex"),
  ]),
  [
    "crypto.hmac.equal",
    (args) => {
      const [left, right] = [Buffer.from(text(args, 0)), Buffer.from(text(args, 1))];
      return left.length === right.length && timingSafeEqual(left, right);
    },
  ],
]);
