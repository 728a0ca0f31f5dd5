import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assetServer } from "./asset-server.ts";
import { fakeOpa, fakeRelease, fakeVersion } from "./fake-release.ts";

const run = promisify(execFile);
const sources = fileURLToPath(new URL("../../src/opa/", import.meta.url));
let cache: string;
let compiled: string;

/** Node 20 does not read TypeScript, so the sources as they are now are compiled for the child processes. */
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), "bylaw-two-"));
  // Inside of node_modules, so that the package's dependencies are found from there.
  const parent = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));
  await mkdir(parent, { recursive: true });
  compiled = await mkdtemp(join(parent, "two-processes-"));
  for (const name of await readdir(sources)) {
    const { outputText } = ts.transpileModule(await readFile(join(sources, name), "utf8"), {
      fileName: name,
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2023,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    await writeFile(join(compiled, name.replace(/\.ts$/, ".js")), outputText);
  }
  await writeFile(join(compiled, "package.json"), '{"type":"module"}');
});

afterAll(async () => {
  await rm(cache, { recursive: true, force: true });
  await rm(compiled, { recursive: true, force: true });
});

test("two processes at once share one download", async () => {
  const body = fakeOpa(fakeVersion);
  const server = await assetServer((_request, response) => {
    response.writeHead(200, { "content-length": Buffer.byteLength(body) });
    response.write(body.slice(0, 10));
    // Long enough for the other process to arrive at the lock.
    setTimeout(() => response.end(body.slice(10)), 1_500);
  });
  const program = `
    const { findOpa } = await import("./find.js");
    console.log(JSON.stringify(await findOpa({ release: JSON.parse(process.env.RELEASE) })));
  `;
  const child = async () => {
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: compiled,
      env: {
        PATH: "",
        BYLAW_CACHE: cache,
        BYLAW_OPA_MIRROR: server.url,
        RELEASE: JSON.stringify(fakeRelease()),
      },
    });
    return JSON.parse(stdout);
  };
  try {
    const found = await Promise.all([child(), child()]);
    expect(found.map((opa) => opa.source).sort()).toEqual(["cache", "download"]);
    expect(new Set(found.map((opa) => opa.path)).size).toBe(1);
    expect(server.requests).toHaveLength(1);
  } finally {
    await server.close();
  }
});
