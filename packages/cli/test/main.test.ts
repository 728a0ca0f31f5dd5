import { describe, expect, it } from "vitest";
import { bylaw, health, inFolder, policy } from "./command.ts";

describe("bylaw", () => {
  it("explains itself", async () => {
    const help = await bylaw("/", ["--help"]);
    expect(help.status).toBe(0);
    for (const command of ["check", "build", "eval", "fuzz", "diff", "doctor"])
      expect(help.stdout).toContain(command);
    expect((await bylaw("/", ["diff", "--help"])).stdout).toContain("Examples:");
    expect((await bylaw("/", ["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    ["frobnicate"],
    ["diff"],
    ["build", "--target", "python"],
    ["fuzz", "x.ts", "--runs", "none"],
    ["eval", "x.ts", "--now", "today"],
  ])("ends with status 2 on a command line that it cannot read: %s %s", async (...args) => {
    const { status, stderr, stdout } = await bylaw("/", args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^error: /);
  });
});

describe("check", () => {
  it("is content with a policy and with Rego", async () => {
    await inFolder(
      { "policies/a.ts": policy(health), "b.rego": "package b\n\nallow := true\n" },
      async (folder) => {
        expect(await bylaw(folder, ["check"])).toMatchObject({
          status: 0,
          stdout: "2 policies checked: 0 errors\n",
        });
      },
    );
  });

  it.each([
    ["a type error", { "a.ts": policy("input.attributes.request.http.paht === 1") }, /a\.ts:6:\d+.*TS2339/s],
    [
      "something outside of the language",
      { "a.ts": policy("new Date().getTime() > 0") },
      /a\.ts:6:\d+.*BYL1\d{3}/s,
    ],
    [
      "no default export",
      { "a.ts": policy(health).replace("export default", "export const policy =") },
      /BYL1002/,
    ],
    [
      "modules that import each other",
      {
        "a.ts": policy(
          "same(input.attributes.request.http.path)",
          'import { same } from "./b.ts";\nexport const home = "/";',
        ),
        "b.ts": 'import { home } from "./a.ts";\nexport const same = (path: string) => path === home;\n',
      },
      /BYL1004/,
    ],
  ])("finds %s, with file and line", async (_, files, message) => {
    await inFolder(files, async (folder) => {
      const { status, stdout, stderr } = await bylaw(folder, ["check", "a.ts"]);
      expect(status, stderr).toBe(1);
      expect(stderr).toMatch(message);
      expect(stderr).toContain("a.ts");
      expect(stdout).toMatch(/^1 policy checked: [1-9]\d* errors?\n$/);
    });
  });

  it("names file and row of an error in Rego", async () => {
    await inFolder({ "bad.rego": "package bad\n\nallow if input.x ==\n" }, async (folder) => {
      const { status, stderr } = await bylaw(folder, ["check", "bad.rego"]);
      expect(status).toBe(1);
      expect(stderr).toMatch(/bad\.rego:[34]: rego_parse_error/);
    });
  });

  it("cannot check what is not there", async () => {
    await inFolder({ "notes.txt": "" }, async (folder) => {
      expect(await bylaw(folder, ["check", "none.ts"])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("none.ts"),
      });
      expect(await bylaw(folder, ["check"])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("no policy in ."),
      });
    });
  });
});

describe("build", () => {
  it("writes the Rego and its source map under the package's name", async () => {
    await inFolder({ "a.ts": policy(health) }, async (folder) => {
      const { status, stdout } = await bylaw(folder, ["build", "a.ts", "-o", "out"]);
      expect(status).toBe(0);
      expect(stdout).toContain("out/shop/a.rego");
      expect(await bylaw(folder, ["check", "out"])).toMatchObject({ status: 0 });
      const allowed = { attributes: { request: { http: { path: "/healthz" } } } };
      const decided = await bylaw(
        folder,
        ["eval", "out", "--decision", "shop/allow", "-i", "-"],
        JSON.stringify(allowed),
      );
      expect(decided).toMatchObject({ status: 0, stdout: "shop/allow: true\n" });
    });
  });

  it.each([["--print"], ["-o", "out"], ["--target", "bundle", "-o", "out"]])(
    "ends with status 1 when a policy does not compile: %s",
    (...args) =>
      inFolder({ "a.ts": policy(health), "b.ts": policy("input.nowhere") }, async (folder) => {
        expect(await bylaw(folder, ["build", ".", ...args])).toMatchObject({ status: 1 });
      }),
  );

  it("prints what each stage makes", async () => {
    await inFolder({ "a.ts": policy(health) }, async (folder) => {
      for (const [stage, text] of [
        ["frontend", "the rule"],
        ["ir", "compare"],
        ["lower", "equal"],
        ["rego", "package shop"],
      ]) {
        const { status, stdout } = await bylaw(folder, ["build", "a.ts", "--print-after", stage ?? ""]);
        expect({ stage, status }).toEqual({ stage, status: 0 });
        expect(stdout).toContain(text);
      }
    });
  });
});

describe("eval", () => {
  it("decides with reasons, on either engine", async () => {
    await inFolder({ "a.ts": policy(health) }, async (folder) => {
      for (const engine of ["opa", "opa-wasm", "javascript"]) {
        const input = JSON.stringify({ attributes: { request: { http: { path: "/healthz" } } } });
        const allowed = await bylaw(
          folder,
          ["eval", "a.ts", "-i", "-", "--explain", "--engine", engine],
          input,
        );
        expect(allowed).toMatchObject({ status: 0, stdout: "shop/allow: true\n  allowed by  the rule\n" });
        const denied = await bylaw(folder, ["eval", "a.ts", "-i", "-", "--json", "--engine", engine], "{}");
        expect(JSON.parse(denied.stdout)).toEqual({
          decision: "shop/allow",
          defined: true,
          result: false,
          allowed_by: [],
        });
      }
    });
  });

  it("cannot decide on what is no JSON, and prints no control characters of it", async () => {
    await inFolder({ "a.ts": policy(health) }, async (folder) => {
      const { status, stderr } = await bylaw(folder, ["eval", "a.ts", "-i", "-"], "\u001b[31m{");
      expect(status).toBe(2);
      expect(stderr).toContain("standard input is not JSON");
      expect(stderr).not.toContain("\u001b");
    });
  });
});
