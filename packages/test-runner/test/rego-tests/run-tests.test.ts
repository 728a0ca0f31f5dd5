import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { findOpa, type Json, type JsonObject, RegoCompileError } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import { readRegoFolder } from "../../src/rego-tests/read-folder.ts";
import { type CaseResult, type RegoTestResult, runRegoTests } from "../../src/rego-tests/run-tests.ts";

const folders = join(import.meta.dirname, "folders");

/** What `opa test` says of a folder, in the form in which we say it. */
async function byOpa(folder: string, ...flags: string[]): Promise<readonly unknown[]> {
  const { path } = await findOpa();
  const said = await promisify(execFile)(path, ["test", folder, "--format=json", ...flags], {
    cwd: folders,
  }).catch((error: { readonly stdout: string }) => error);
  return (JSON.parse(said.stdout) as readonly JsonObject[])
    .map((one) => ({
      name: `${one.package}.${one.name}`,
      row: (one.location as JsonObject).row,
      file: (one.location as JsonObject).file,
      status:
        one.error !== undefined
          ? "error"
          : one.skip === true
            ? "skipped"
            : one.fail === true
              ? "failed"
              : "passed",
      results: casesOf(one.sub_results),
    }))
    .sort(byName);
}

function casesOf(results: Json | undefined): readonly unknown[] {
  return Object.values((results ?? {}) as JsonObject)
    .map((one) => one as JsonObject)
    .map((one) => ({ name: one.name, failed: one.fail === true, cases: casesOf(one.sub_results) }))
    .sort(byName);
}

async function byUs(folder: string, regoVersion: 0 | 1 = 1): Promise<readonly unknown[]> {
  const { source } = await readRegoFolder([folder], folders, regoVersion);
  const { results } = await runRegoTests(await findOpa(), source);
  const cases = (ones: readonly CaseResult[]): readonly unknown[] =>
    ones.map(({ name, failed, cases: inner }) => ({ name, failed, cases: cases(inner) })).sort(byName);
  return results.map((one) => ({ ...shown(one), results: cases(one.results) })).sort(byName);
}

function shown({ package: of, name, row, file, status }: RegoTestResult) {
  return { name: `${of}.${name}`, row, file, status };
}

function byName(a: { readonly name?: unknown }, b: { readonly name?: unknown }): number {
  return String(a.name) < String(b.name) ? -1 : 1;
}

describe("tests in Rego come out as with opa test", () => {
  it.each(["outcomes", "library"])("%s", async (folder) => {
    const opa = await byOpa(folder);
    expect(opa.length).toBeGreaterThan(4);
    expect(await byUs(folder)).toEqual(opa);
  });

  it("of version 0", async () => {
    expect(await byUs("version-0", 0)).toEqual(await byOpa("version-0", "--v0-compatible"));
  });
});

it("runs the tests that are asked for, by their full names", async () => {
  const { source } = await readRegoFolder(["library"], folders);
  const { results } = await runRegoTests(await findOpa(), source, { run: /shop_test\.test_o/ });
  expect(results.map(({ name }) => name)).toEqual(["test_owner_writes", "test_other_roles"]);
});

it("says which module does not compile", async () => {
  const modules = { "a_test.rego": "package a\n\ntest_x if y" };
  await expect(runRegoTests(await findOpa(), { modules })).rejects.toThrow(RegoCompileError);
});

it("names the builtin that a test would have called", async () => {
  const modules = {
    "a_test.rego": 'package a\n\ntest_x if http.send({"method": "get", "url": "http://x.test"})',
  };
  const { results } = await runRegoTests(await findOpa(), { modules });
  expect(results).toMatchObject([{ status: "error", message: expect.stringContaining("http.send") }]);
});
