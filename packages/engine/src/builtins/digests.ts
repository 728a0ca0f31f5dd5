// Source: OPA v1/topdown/crypto.go, the part that needs no certificate.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { text, type ValueBuiltin } from "./builtin.ts";
import { bytesOf } from "./bytes.ts";

const algorithms = ["md5", "sha1", "sha256", "sha512"] as const;

export const digestBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ...algorithms
    .filter((name) => name !== "sha512")
    .map((name): [string, ValueBuiltin] => [
      `crypto.${name}`,
      (args) =>
        createHash(name)
          .update(bytesOf(text(args, 0)))
          .digest("hex"),
    ]),
  ...algorithms.map((name): [string, ValueBuiltin] => [
    `crypto.hmac.${name}`,
    (args) =>
      createHmac(name, bytesOf(text(args, 1)))
        .update(bytesOf(text(args, 0)))
        .digest("hex"),
  ]),
  [
    "crypto.hmac.equal",
    (args) => {
      const [left, right] = [bytesOf(text(args, 0)), bytesOf(text(args, 1))];
      return left.length === right.length && timingSafeEqual(left, right);
    },
  ],
]);
