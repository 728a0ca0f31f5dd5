import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diagnoseOpa, type FindOpaOptions, findOpa, OpaNotFound } from "@bylaw/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AssetServer, assetServer } from "./asset-server.ts";
import { executable, fakeOpa, fakeRelease, fakeVersion } from "./fake-release.ts";

let folder: string;
let server: AssetServer | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bylaw-find-"));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A machine with nothing on it but what the test says. */
function machine(
  environment: Readonly<Record<string, string>> = {},
  more: Omit<FindOpaOptions, "environment"> = {},
): FindOpaOptions {
  return {
    release: fakeRelease(),
    environment: {
      PATH: join(folder, "bin"),
      BYLAW_CACHE: join(folder, "cache"),
      ...(server === undefined ? {} : { BYLAW_OPA_MIRROR: server.url }),
      ...environment,
    },
    ...more,
  };
}

const cached = () => join(folder, "cache", "opa", fakeVersion, `${process.platform}-${process.arch}`);

async function failure(options: FindOpaOptions): Promise<OpaNotFound> {
  try {
    await findOpa(options);
  } catch (error) {
    if (error instanceof OpaNotFound) return error;
    throw error;
  }
  throw new Error("OPA was found");
}

async function served(body: string) {
  server = await assetServer((_request, response) => {
    response.writeHead(200, { "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
}

describe("places without installing", () => {
  test("BYLAW_OPA wins, whatever its version, with a warning", async () => {
    const path = await executable(folder, "my-opa", fakeOpa("1.2.3"));
    await executable(join(folder, "bin"), "opa", fakeOpa(fakeVersion));
    const opa = await findOpa(machine({ BYLAW_OPA: path }));
    expect(opa).toMatchObject({ path, version: "1.2.3", source: "env" });
    expect(opa.warnings).toEqual([`OPA 1.2.3 is used; Bylaw is tested with OPA ${fakeVersion}`]);
  });

  test("a BYLAW_OPA that does not work is passed over, with a warning", async () => {
    const path = await executable(join(folder, "bin"), "opa", fakeOpa(fakeVersion));
    const opa = await findOpa(machine({ BYLAW_OPA: join(folder, "absent") }));
    expect(opa).toMatchObject({ path, source: "path" });
    expect(opa.warnings[0]).toContain("BYLAW_OPA is set but does not work");
  });

  test("opa on the PATH is taken if it is the pinned version", async () => {
    const path = await executable(join(folder, "bin"), "opa", fakeOpa(fakeVersion));
    expect(await findOpa(machine())).toEqual({ path, version: fakeVersion, source: "path", warnings: [] });
  });

  test("opa on the PATH of another version is not taken", async () => {
    await executable(join(folder, "bin"), "opa", fakeOpa("1.2.3"));
    const path = await executable(cached(), "opa", fakeOpa(fakeVersion));
    expect(await findOpa(machine())).toMatchObject({ path, source: "cache" });
  });

  test("a program on the PATH that is not OPA is not taken", async () => {
    await executable(join(folder, "bin"), "opa", "#!/bin/sh\necho hello\n");
    const error = await failure(machine({ BYLAW_OFFLINE: "1" }));
    expect(error.steps.find((step) => step.source === "path")).toMatchObject({ status: "failed" });
  });

  test("relative entries of the PATH are not looked at", async () => {
    const error = await failure(machine({ PATH: "bin:.:", BYLAW_OFFLINE: "1" }));
    expect(error.steps.find((step) => step.source === "path")).toMatchObject({ status: "absent" });
  });
});

describe("download", () => {
  test("a file with the right sum is installed, and found in the cache afterwards", async () => {
    await served(fakeOpa(fakeVersion));
    const opa = await findOpa(machine());
    expect(opa).toEqual({
      path: join(cached(), "opa"),
      version: fakeVersion,
      source: "download",
      warnings: [],
    });
    expect(server?.requests).toEqual([`/releases/v${fakeVersion}/opa_for_tests`]);
    expect(await readFile(opa.path, "utf8")).toBe(fakeOpa(fakeVersion));
    expect(await findOpa(machine())).toMatchObject({ source: "cache" });
    expect(server?.requests).toHaveLength(1);
  });

  test("a file with a wrong sum is thrown away", async () => {
    await served(`${fakeOpa(fakeVersion)}# evil\n`);
    const error = await failure(machine());
    expect(error.message).toMatch(/download: .* has SHA-256 [0-9a-f]{64}, but [0-9a-f]{64} is pinned/);
    expect(await readdir(cached())).toEqual([]);
  });

  test("a file that is cut off half-way is thrown away", async () => {
    const body = fakeOpa(fakeVersion);
    server = await assetServer((_request, response) => {
      response.writeHead(200, { "content-length": Buffer.byteLength(body) });
      response.write(body.slice(0, 20), () => response.destroy());
    });
    const error = await failure(machine());
    expect(error.steps.find((step) => step.source === "download")?.detail).toContain(
      "could not be downloaded",
    );
    expect(await readdir(cached())).toEqual([]);
  });

  test("a file that ends early without saying so is thrown away", async () => {
    server = await assetServer((_request, response) => response.end(fakeOpa(fakeVersion).slice(0, 20)));
    expect((await failure(machine())).message).toContain("is pinned; the file was thrown away");
    expect(await readdir(cached())).toEqual([]);
  });

  test("a file without a pinned sum is not even asked for", async () => {
    await served(fakeOpa(fakeVersion));
    const error = await failure(machine({}, { release: fakeRelease({ sha256: undefined }) }));
    expect(error.message).toContain("download: refused: no SHA-256 of opa_for_tests 9.8.7 is pinned");
    expect(server?.requests).toEqual([]);
  });

  test("a server without the file", async () => {
    server = await assetServer((_request, response) => {
      response.writeHead(404);
      response.end("no such file");
    });
    expect((await failure(machine())).message).toContain("answered 404");
  });

  test("a server that never answers", async () => {
    server = await assetServer(() => undefined);
    const error = await failure(machine({}, { download: { idleTimeoutMs: 200 } }));
    expect(error.message).toContain("sent nothing for 200 ms");
  });

  test("a server that falls silent half-way", async () => {
    server = await assetServer((_request, response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write("#!/bin/sh\n");
    });
    const error = await failure(machine({}, { download: { idleTimeoutMs: 200 } }));
    expect(error.message).toContain("sent nothing for 200 ms");
    expect(await readdir(cached())).toEqual([]);
  });

  test("a file that never ends", async () => {
    server = await assetServer((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(10_000)));
      };
      response.on("drain", more);
      more();
    });
    const error = await failure(machine({}, { download: { maxBytes: 100_000 } }));
    expect(error.message).toContain("is larger than 100000 bytes");
    expect(await readdir(cached())).toEqual([]);
  });

  test("a checked file that is another version is not used", async () => {
    const text = fakeOpa("9.9.9");
    const { createHash } = await import("node:crypto");
    await served(text);
    const sha256 = createHash("sha256").update(text).digest("hex");
    const error = await failure(machine({}, { release: fakeRelease({ sha256 }) }));
    expect(error.message).toContain("is OPA 9.9.9, not 9.8.7");
  });
});

describe("go install", () => {
  const go = (then: string) =>
    `#!/bin/sh\n[ "$1" = install ] && [ "$2" = example.com/opa@v${fakeVersion} ] || exit 3\necho "go: downloading" >&2\n${then}\n`;

  test("builds OPA when it cannot be downloaded, and says so as it goes", async () => {
    const made = fakeOpa(fakeVersion).replaceAll("\n", "\\n");
    await executable(
      join(folder, "bin"),
      "go",
      go(`printf '${made}' > "$GOBIN/opa" && /bin/chmod +x "$GOBIN/opa"`),
    );
    const progress: string[] = [];
    const opa = await findOpa(
      machine({}, { release: fakeRelease({ sha256: undefined }), onProgress: (line) => progress.push(line) }),
    );
    expect(opa).toEqual({
      path: join(cached(), "opa"),
      version: fakeVersion,
      source: "go-install",
      warnings: [],
    });
    expect(progress).toEqual([expect.stringContaining(`example.com/opa@v${fakeVersion}`), "go: downloading"]);
    expect(await readdir(cached())).toEqual(["opa"]);
  });

  test("that fails leaves nothing behind", async () => {
    await executable(join(folder, "bin"), "go", go('echo "no \u001b[31mnetwork" >&2; exit 1'));
    const error = await failure(machine());
    expect(error.message).toContain("ended with exit code 1: no  [31mnetwork");
    expect(await readdir(cached())).toEqual([]);
  });

  test("that takes too long is stopped", async () => {
    await executable(join(folder, "bin"), "go", go("exec /bin/sleep 60"));
    const error = await failure(machine({}, { goInstallTimeoutMs: 300 }));
    expect(error.message).toContain("did not finish within 300 ms");
  });
});

describe("nothing found", () => {
  test("BYLAW_OFFLINE installs nothing, and the error says what was tried and what to do", async () => {
    await served(fakeOpa(fakeVersion));
    const error = await failure(machine({ BYLAW_OFFLINE: "1" }));
    expect(server?.requests).toEqual([]);
    expect(error.steps.map((step) => step.source)).toEqual([
      "env",
      "path",
      "cache",
      "package",
      "download",
      "go-install",
    ]);
    expect(error.message).toContain("not tried, because BYLAW_OFFLINE is set");
    expect(error.message).toContain("set BYLAW_OPA to its path");
  });

  test("a machine that OPA has no binary for", async () => {
    const error = await failure(machine({}, { platform: "plan9-x64" }));
    expect(error.message).toContain("OPA publishes no binary for plan9-x64");
  });

  test("a cache that cannot be written", async () => {
    await writeFile(join(folder, "cache"), "a file");
    expect((await failure(machine())).message).toContain("ENOTDIR");
  });
});

describe("several at once", () => {
  test("a lock whose process died does not block", async () => {
    await served(fakeOpa(fakeVersion));
    const lock = join(cached(), "install.lock");
    await mkdir(lock, { recursive: true });
    const longAgo = new Date(Date.now() - 60 * 60_000);
    await utimes(lock, longAgo, longAgo);
    expect(await findOpa(machine())).toMatchObject({ source: "download" });
  });

  test("a lock that is held for too long is given up", async () => {
    await mkdir(join(cached(), "install.lock"), { recursive: true });
    const error = await failure(machine({}, { waitMs: 300 }));
    expect(error.message).toContain("another process has been installing OPA");
  });

  test("two searches share one download", async () => {
    server = await assetServer((_request, response) => {
      setTimeout(() => response.end(fakeOpa(fakeVersion)), 300);
    });
    const found = await Promise.all([findOpa(machine()), findOpa(machine())]);
    expect(found.map((opa) => opa.source).sort()).toEqual(["cache", "download"]);
    expect(server.requests).toHaveLength(1);
  });
});

describe("diagnosis", () => {
  test("says for every place what is there, and installs nothing", async () => {
    await served(fakeOpa(fakeVersion));
    await executable(join(folder, "bin"), "opa", fakeOpa("1.2.3"));
    await executable(join(folder, "bin"), "go", "#!/bin/sh\nexit 1\n");
    const steps = await diagnoseOpa(machine());
    expect(steps.map(({ source, status }) => [source, status])).toEqual([
      ["env", "absent"],
      ["path", "failed"],
      ["cache", "absent"],
      ["package", "absent"],
      ["download", "skipped"],
      ["go-install", "skipped"],
    ]);
    expect(steps[1]?.detail).toContain("is OPA 1.2.3, not 9.8.7");
    expect(server?.requests).toEqual([]);
    expect(await readdir(folder)).not.toContain("cache");
  });
});
