import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RegoSet, type Value } from "../../src/values/value.ts";
import { type BuiltinCall, callText, opaAnswers, ownAnswer, unsupported } from "./agree-with-opa.ts";

const read = (name: string) => readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), "utf8");
const names = ["root", "middle", "leaf", "small", "large", "edwards"];
const pem = Object.fromEntries(names.map((name) => [name, read(name)])) as Readonly<Record<string, string>>;
const keyNames = [
  ...["root.key", "middle.key", "leaf.key", "small.key", "large.key", "edwards.key", "exchange.key"],
  ...["leaf.sec1.key", "root.pkcs1.key"],
];
const keys = keyNames.map(read);
const requests = ["leaf.request", "plain.request"].map(read);

const derOf = (text: string) => Buffer.from(text.replace(/-----[^-]+-----|\s/g, ""), "base64");
const base64 = (text: string) => derOf(text).toString("base64");

/** Texts with some bytes changed, put in or taken out. */
function damaged(texts: readonly string[], numRuns: number): readonly string[] {
  const change = fc.record({
    text: fc.constantFrom(...texts),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 2, 3, 0x30, 0x80, 0xff)),
    kind: fc.constantFrom("set", "set", "insert", "remove"),
  });
  return fc.sample(change, { numRuns, seed }).map(({ text, at, byte, kind }) => {
    const der = derOf(text);
    const index = Math.floor(at * der.length);
    const rest = der.subarray(kind === "insert" ? index : index + 1);
    const middle = kind === "remove" ? [] : [byte];
    return Buffer.concat([der.subarray(0, index), Buffer.from(middle), rest]).toString("base64");
  });
}

const seed = Number(process.env.BYLAW_BUILTIN_SEED ?? 5);

async function expectAgreement(calls: readonly BuiltinCall[]): Promise<void> {
  const answers = await opaAnswers(calls);
  const own = calls.map((call) => ownAnswer(call));
  const different = calls.flatMap((call, index) =>
    own[index] === unsupported || own[index] === answers[index]
      ? []
      : [{ call: callText(call), own: own[index], opa: answers[index] }],
  );
  expect(different).toEqual([]);
  expect(own.filter((answer) => answer === unsupported).length).toBeLessThan(1 + calls.length / 20);
}

const calls = (name: string, args: readonly (readonly Value[])[]): readonly BuiltinCall[] =>
  args.map((given) => ({ name, args: given }));

describe("certificates", () => {
  const whole = Object.values(pem);
  const odd = [
    "",
    "AAAA",
    "-----BEGIN",
    "MAA=",
    whole.join(""),
    `x\n${whole[0]}`,
    `${whole[0]}x`,
    requests[0] ?? "",
  ];
  const encoded = whole.flatMap((text) => [text, base64(text), Buffer.from(text).toString("base64")]);

  it("are read as OPA reads them", () =>
    expectAgreement(
      calls(
        "crypto.x509.parse_certificates",
        [...encoded, ...odd].map((text) => [text]),
      ),
    ));

  it("are read as OPA reads them when they are damaged", () =>
    expectAgreement(
      calls(
        "crypto.x509.parse_certificates",
        damaged(whole, 700).map((text) => [text]),
      ),
    ));

  it("are verified as OPA verifies them", () => {
    const day = 86_400_000_000_000n;
    const now = 1_800_000_000_000_000_000n;
    const options: readonly (readonly [string, Value])[][] = [
      [],
      [["DNSName", "www.example.com"]],
      [["DNSName", "WWW.example.com."]],
      [["DNSName", "a.x.example.com"]],
      [["DNSName", "x.example.com"]],
      [["DNSName", "10.1.2.3"]],
      [["DNSName", "[10.1.2.3]"]],
      [["DNSName", "::ffff:10.1.2.3"]],
      [["DNSName", "2001:db8::1"]],
      [["DNSName", 1]],
      [["KeyUsages", ["KeyUsageClientAuth"]]],
      [["KeyUsages", new RegoSet(["KeyUsageAny"])]],
      [["KeyUsages", ["KeyUsageCodeSigning", "KeyUsageServerAuth"]]],
      [["KeyUsages", ["nothing"]]],
      [["KeyUsages", "KeyUsageAny"]],
      [["CurrentTime", now - 1_000n * day]],
      [["CurrentTime", now + 40_000n * day]],
      [["CurrentTime", "now"]],
      [["MaxConstraintComparisons", 1]],
      [["other", 1]],
    ];
    const chains = [
      ...[
        ["root", "leaf"],
        ["root", "middle", "leaf"],
        ["middle", "leaf"],
        ["root", "middle", "small"],
      ],
      ...[["root", "large"], ["edwards", "edwards"], ["root", "root"], ["leaf", "middle", "root"], ["leaf"]],
      ...[
        ["root", "middle", "middle", "large", "leaf"],
        ["middle", "root", "leaf"],
      ],
    ].map((chain) => chain.map((name) => pem[name] ?? "").join(""));
    const given = chains.flatMap((chain) =>
      options.map((option): readonly Value[] => [
        chain,
        Object.fromEntries([["CurrentTime", now], ...option]) as Value,
      ]),
    );
    return expectAgreement(calls("crypto.x509.parse_and_verify_certificates_with_options", given));
  });

  it("verify by the clock of the decision", () => {
    const chain = `${pem.root}${pem.middle}${pem.leaf}`;
    const call = { name: "crypto.x509.parse_and_verify_certificates", args: [chain] };
    expect(ownAnswer(call, false, 1_800_000_000_000_000_000n)).toMatch(/^\[\[true, /);
    expect(ownAnswer(call, false, 0n)).toBe("[[false, []]]");
  });
});

describe("requests for certificates", () => {
  it("are read as OPA reads them", () => {
    const texts = requests.flatMap((text) => [text, base64(text), Buffer.from(text).toString("base64")]);
    const odd = ["", "AAAA", pem.root ?? "", `${requests[0]}x`];
    return expectAgreement(
      calls(
        "crypto.x509.parse_certificate_request",
        [...texts, ...odd, ...damaged(requests, 400)].map((text) => [text]),
      ),
    );
  });
});

describe("keys", () => {
  const all = [
    ...keys,
    keys.join(""),
    `${pem.root}${keys[0]}`,
    ...keys.map((key) => Buffer.from(key).toString("base64")),
  ];
  const damagedKeys = keys.flatMap((key, index) => {
    const [begin = "", end = ""] = key.match(/-----[^-]+-----/g) ?? [];
    return damaged([key], 40 + index).map((text) => `${begin}\n${text}\n${end}\n`);
  });

  it("are read as OPA reads them", async () => {
    const given = [...all, ...damagedKeys, "", "AAAA"].map((text) => [text]);
    await expectAgreement(calls("crypto.parse_private_keys", given));
    await expectAgreement(calls("crypto.x509.parse_rsa_private_key", given));
  });

  it("belong to certificates as OPA says", () => {
    const pairs = Object.values(pem).flatMap((certificate) =>
      [...keys, `${pem.root}${keys[0]}`].flatMap((key) => [
        [certificate, key],
        [base64(certificate), base64(key)],
      ]),
    );
    return expectAgreement(calls("crypto.x509.parse_keypair", pairs));
  });
});
