import { createOpaEngine } from "@bylaw/engine";
import { cidrContains, isAddress, isCidr } from "@bylaw/engine/builtins";
import fc from "fast-check";
import { expect, it } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";
import { expectAgreement } from "./agree-with-opa.ts";

const written = [
  "10.0.0.1",
  "010.0.0.1",
  "10.0.0",
  "10.0.0.256",
  "0x0a.0.0.1",
  "167772161",
  "::1",
  "::",
  "fe80::1%eth0",
  "1::2::3",
  "::ffff:10.1.2.3",
  "::ffff:0a01:0203",
  "::10.1.2.3",
  "2001:db8::1",
  "2001:DB8::1",
  "12345::",
  "",
  " 10.0.0.1",
  "10.0.0.1/32",
  "255.255.255.255",
  "0.0.0.0",
  "9.255.255.255",
  "10.255.255.255",
  "11.0.0.0",
  "1.2.3.4.",
  ".1.2.3.4",
  "1..2.3",
  "1.2.3.4.5",
  "00.0.0.0",
  "1.2.3.04",
  "1.2.3.4 ",
  "1.2.3.1000",
  "a",
];
const blocks = [
  "10.0.0.0/8",
  "10.1.2.3/8",
  "0.0.0.0/0",
  "10.0.0.1/32",
  "10.0.0.0/31",
  "128.0.0.0/1",
  "10.0.0.0/33",
  "10.0.0.0",
  "10.0.0.0/",
  "10.0.0.0/-1",
  "10.0.0.0/08",
  "::/0",
  "2001:db8::/32",
  "::ffff:10.0.0.0/104",
  "::ffff:10.0.0.0/90",
  "::ffff:10.0.0.0/96",
  "fe80::%eth0/64",
  "10.0.0.0/8/8",
  "",
];
const byte = fc.integer({ min: 0, max: 255 });
const generated = fc.sample(
  fc.tuple(
    fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.tuple(byte, byte, byte, byte).map((bytes) => `::ffff:${bytes.join(".")}`),
    ),
    fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([ip, bits]) => `${ip}/${bits}`),
    ),
  ),
  { numRuns: 600, seed: 1 },
);

it("reads addresses and blocks, and finds the one in the other, as OPA does", async () => {
  const pairs = [...written.flatMap((ip) => blocks.map((cidr) => [ip, cidr] as const)), ...generated];
  // OPA takes a block in place of the address too; ours takes addresses only.
  const address = 'is_address if net.cidr_is_valid(concat("", [input.ip, "/32"]))';
  const modules = {
    "net.rego": `package net_test\n\ndefault is_address := false\n\n${address}\n\nis_cidr := net.cidr_is_valid(input.cidr)\n\ndefault contains_ip := false\n\ncontains_ip if {\n\tis_address\n\tnet.cidr_contains(input.cidr, input.ip)\n}\n\nresult := [is_address, is_cidr, contains_ip]\n`,
  };
  const engine = await createOpaEngine(await pinnedOpa(), { modules }, ["net_test/result"]);
  const outcomes = await engine.evaluate(
    pairs.map(([ip, cidr]) => ({ path: "net_test/result", input: { ip, cidr } })),
  );
  await engine.close();
  for (const [index, [ip, cidr]] of pairs.entries()) {
    const ours = [isAddress(ip), isCidr(cidr), cidrContains(cidr, ip)];
    expect({ ip, cidr, outcome: { kind: "defined", value: ours } }).toEqual({
      ip,
      cidr,
      outcome: outcomes[index],
    });
  }
});

it("answers net.cidr_is_valid as OPA does", async () => {
  await expectAgreement("net.cidr_is_valid", [
    ...blocks.map((cidr) => [cidr]),
    [5],
    [null],
    [["10.0.0.0/8"]],
  ]);
});
