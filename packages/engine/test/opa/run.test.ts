import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { checkRego, formatRego, opaVersion } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";

describe("check", () => {
  test("a module without fault has no errors", async () => {
    expect(await checkRego(await pinnedOpa(), { modules: { "a.rego": "package a\n\nx := 1\n" } })).toEqual(
      [],
    );
  });

  test("every error has its code, file, row and column", async () => {
    const errors = await checkRego(await pinnedOpa(), {
      modules: {
        "policies/a.rego": "package a\n\nx := y\n",
        "../b c.rego": "package b\n\nimport data.unused\n\nz := 1\n",
      },
    });
    expect(errors).toEqual(
      expect.arrayContaining([
        {
          code: "rego_unsafe_var_error",
          file: "policies/a.rego",
          row: 3,
          col: 6,
          message: "var y is unsafe",
        },
        {
          code: "rego_compile_error",
          file: "../b c.rego",
          row: 3,
          col: 1,
          message: "import data.unused unused",
        },
      ]),
    );
  });

  test("more errors than OPA shows by default", async () => {
    const rules = Array.from({ length: 30 }, (_, index) => `r${index} := undefined_${index}`);
    const errors = await checkRego(await pinnedOpa(), {
      modules: { "a.rego": `package a\n\n${rules.join("\n")}\n` },
    });
    expect(errors).toHaveLength(30);
  });

  test("strictness can be taken back", async () => {
    const source = { modules: { "a.rego": "package a\n\nimport data.unused\n" } };
    expect(await checkRego(await pinnedOpa(), source)).toHaveLength(1);
    expect(await checkRego(await pinnedOpa(), source, { strict: false })).toEqual([]);
  });

  test("a stranger's policy may not reach the network", async () => {
    const source = {
      modules: { "a.rego": 'package a\n\nx := http.send({"method": "get", "url": input.url})\n' },
    };
    expect(await checkRego(await pinnedOpa(), source)).toEqual([]);
    expect(await checkRego(await pinnedOpa(), source, { untrusted: true })).toMatchObject([
      { code: "rego_type_error", message: "undefined function http.send" },
    ]);
  });

  test("no modules, no errors", async () => {
    expect(await checkRego(await pinnedOpa(), { modules: {} })).toEqual([]);
  });
});

describe("format", () => {
  test("gives what opa fmt gives, and that again", async () => {
    const opa = await pinnedOpa();
    const formatted = await formatRego(opa, "package a\nallow if   { input.x ==1 }\n");
    expect(formatted).toBe("package a\n\nallow if input.x == 1\n");
    expect(await formatRego(opa, formatted)).toBe(formatted);
  });

  test("text that does not parse says where", async () => {
    await expect(formatRego(await pinnedOpa(), "package a\n\nx := ]\n")).rejects.toMatchObject({
      name: "RegoCompileError",
      errors: expect.arrayContaining([
        { code: "rego_parse_error", file: "stdin.rego", row: 3, col: 6, message: "unexpected ] token" },
      ]),
    });
  });
});

describe("the process", () => {
  test("that is not there", async () => {
    await expect(opaVersion("/no/such/opa")).rejects.toMatchObject({
      name: "OpaRunError",
      reason: "notStarted",
    });
  });

  test("that is not OPA", async () => {
    await expect(opaVersion(process.execPath)).rejects.toMatchObject({ reason: "failed" });
  });

  test("that takes too long is stopped", async () => {
    const opa = await pinnedOpa();
    const modules = { "a.rego": "package a\n\nx := 1\n" };
    await expect(checkRego(opa, { modules }, { timeoutMs: 0 })).rejects.toMatchObject({ reason: "timeout" });
  });

  test("that writes too much is stopped", async () => {
    const opa = await pinnedOpa();
    const modules = { "a.rego": "package a\n\nx := y\n" };
    await expect(checkRego(opa, { modules }, { maxOutputBytes: 10 })).rejects.toMatchObject({
      reason: "outputLimit",
    });
  });

  test("leaves no files behind", async () => {
    const opa = await pinnedOpa();
    const ours = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith(`bylaw-run-${process.pid}-`));
    await checkRego(opa, { modules: { "a.rego": "package a\n\nx := y\n" } });
    expect(await ours()).toEqual([]);
  });
});
