import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findOpa, RegoCompileError } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import { type RulesReachedOptions, rulesReachedByTests } from "../../src/rego-tests/rules-reached.ts";

const policy = `package shop

default allow := false

allow if {
	input.role == "clerk"
	input.action == "read"
}

allow if {
	input.role == "admin"
}

level := "high" if {
	input.amount > 100
} else := "middle" if {
	input.amount > 10
}

never if {
	input.role == "nobody"
}

reach contains name if {
	some name in input.names
	http.send({"method": "get", "url": name}).status_code == 200
}
`;
const tests = `package shop_test

import data.shop

test_clerk if shop.allow with input as {"role": "clerk", "action": "read"}

test_refused if not shop.allow with input as {"role": "clerk", "action": "write"}

test_each[role] if {
	some role in ["clerk", "admin"]
	shop.allow with input as {"role": role, "action": "read"}
}

test_level if {
	shop.level == "high" with input as {"amount": 1000}
	shop.level == "middle" with input as {"amount": 50}
}

test_middle if shop.level == "middle" with input as {"amount": 50}

test_wrong if shop.allow with input as {"role": "clerk", "action": "write"}

test_outside if count(shop.reach) == 1 with input as {"names": ["http://127.0.0.1:1/"]}

todo_test_later if shop.never with input as {"role": "nobody"}
`;
const rules = [
  { name: "default", row: 3, endRow: 3 },
  { name: "clerk", row: 5, endRow: 8 },
  { name: "admin", row: 10, endRow: 12 },
  { name: "level", row: 14, endRow: 18 },
  { name: "never", row: 20, endRow: 22 },
  { name: "reach", row: 24, endRow: 27 },
].map((rule) => ({ ...rule, file: "shop.rego" }));

async function reached(text = tests, options: RulesReachedOptions = {}) {
  const modules = { "shop.rego": policy, "shop_test.rego": text };
  return rulesReachedByTests(await findOpa(), { modules }, rules, options);
}

describe("rules that tests reach", () => {
  it("are counted once for each test, whatever it asks", async () => {
    expect(await reached()).toEqual({
      tests: 7,
      failed: 2,
      notRun: 0,
      // A rule with its `else` is one; the default was needed twice; nothing outside is ever called.
      reached: [2, 2, 1, 2, 0, 0],
    });
  });

  it("are those of which opa says that they are covered", async () => {
    const folder = await mkdtemp(join(tmpdir(), "bylaw-reached-"));
    try {
      await writeFile(join(folder, "shop.rego"), policy);
      await writeFile(join(folder, "shop_test.rego"), tests.replace(/^test_(?:outside|wrong).*$/gm, ""));
      const { path } = await findOpa();
      const said = await promisify(execFile)(path, ["test", ".", "--coverage", "--format=json"], {
        cwd: folder,
      }).catch((error: { readonly stdout: string }) => error);
      const { covered } = JSON.parse(said.stdout).files["shop.rego"];
      const isCovered = (row: number) =>
        covered.some(
          ({ start, end }: { start: { row: number }; end: { row: number } }) =>
            start.row <= row && row <= end.row,
        );
      const { reached: ours } = await reached();
      expect(ours.map((times) => times > 0)).toEqual(rules.map(({ row }) => isCovered(row)));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("are counted up to a bound, and what is left is said", async () => {
    expect(await reached(tests, { maxTests: 2 })).toMatchObject({ tests: 2, failed: 0, notRun: 5 });
    expect(await reached(tests, { maxSeconds: -1 })).toMatchObject({ tests: 0, notRun: 7 });
  });

  it("a test that does not end is given up, and the next is run", async () => {
    const endless =
      "test_endless if {\n\tsome i in numbers.range(1, 100000)\n\tsome j in numbers.range(1, 100000)\n\ti * j == -1\n}\n";
    const text = `package shop_test\n\nimport data.shop\n\n${endless}\ntest_admin if shop.allow with input as {"role": "admin"}\n`;
    expect(await reached(text)).toMatchObject({ tests: 2, failed: 1, reached: [0, 0, 1, 0, 0, 0] });
  });

  it("there are none without tests, and no guess where they do not compile", async () => {
    expect(await reached("package shop_test\n\nx := 1\n")).toMatchObject({ tests: 0, notRun: 0 });
    await expect(reached("package shop_test\n\ntest_a if data.shop.allow(1)\n")).rejects.toThrow(
      RegoCompileError,
    );
  });
});
