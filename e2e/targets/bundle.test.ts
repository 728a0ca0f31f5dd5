import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { findOpa } from "@bylaw/engine";
import { expect, it } from "vitest";
import { freePort } from "../envoy/free-port.ts";
import { inTemporaryFolder, root, run } from "../workspace.ts";

const policyText = (limit: number) => `import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

export default policy({
  package: "shop.orders",
  input: t.object({ quantity: t.number, role: t.string }),
  data: t.object({ roles: t.array(t.string) }),
  allow: {
    "small orders of known roles": (input, data) =>
      input.quantity <= ${limit} && data.roles.includes(input.role),
  },
});
`;

/** Serves the bundle, and keeps the decision logs that OPA uploads as they come. */
async function startServices(folder: string): Promise<{ readonly server: Server; readonly port: number }> {
  const uploads = join(folder, "uploads");
  await mkdir(uploads);
  let count = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      if (request.url === "/bundle.tar.gz") {
        const bundle = await readFile(join(folder, "built", "bundle.tar.gz"));
        response.setHeader("content-type", "application/gzip");
        response.end(bundle);
        return;
      }
      count += 1;
      await writeFile(join(uploads, `${count}.json.gz`), Buffer.concat(chunks));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return { server, port: (server.address() as AddressInfo).port };
}

it("is served to OPA, signed, taken up when it changes, and what OPA uploads is read by the diff", () =>
  inTemporaryFolder(async (folder) => {
    // In the checkout, where imports of policies are found.
    const policies = join(root, "e2e", "targets", `.scratch-${process.pid}`);
    await mkdir(policies);
    const policyFile = join(policies, "orders.ts");
    const before = join(policies, "before.ts");
    const bylaw = (...args: string[]) =>
      run(process.execPath, [join(root, "packages/cli/bin/bylaw.js"), ...args], { cwd: folder });
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    await writeFile(join(folder, "key.pem"), privateKey);
    await writeFile(join(folder, "data.json"), JSON.stringify({ roles: ["clerk"] }));
    const build = async (limit: number, revision: string) => {
      await writeFile(policyFile, policyText(limit));
      const built = await bylaw(
        ...["build", policyFile, "--target", "bundle", "-o", "built", "--data", "data.json"],
        ...["--revision", revision, "--signing-key", "key.pem"],
      );
      expect(built, built.stderr).toMatchObject({ status: 0 });
    };
    await writeFile(before, policyText(10));
    await build(10, "first");
    const { server, port } = await startServices(folder);
    const url = `http://127.0.0.1:${port}`;
    await writeFile(
      join(folder, "opa.json"),
      JSON.stringify({
        services: { local: { url } },
        bundles: {
          policies: {
            service: "local",
            resource: "bundle.tar.gz",
            polling: { min_delay_seconds: 1, max_delay_seconds: 1 },
            signing: { keyid: "ours" },
          },
        },
        keys: { ours: { algorithm: "RS256", key: publicKey } },
        decision_logs: { service: "local", reporting: { min_delay_seconds: 1, max_delay_seconds: 1 } },
      }),
    );
    const { path } = await findOpa();
    const address = `127.0.0.1:${await freePort()}`;
    const opa: ChildProcess = spawn(
      path,
      ["run", "--server", `--addr=${address}`, "--config-file=opa.json"],
      {
        cwd: folder,
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    let told = "";
    opa.stderr?.on("data", (chunk: Buffer) => {
      told = `${told}${chunk}`.slice(-4_000);
    });
    const decide = async (quantity: number): Promise<unknown> => {
      const answer = await fetch(`http://${address}/v1/data/shop/orders/allow`, {
        method: "POST",
        body: JSON.stringify({ input: { quantity, role: "clerk" } }),
      }).catch(() => undefined);
      return ((await answer?.json()) as { result?: unknown } | undefined)?.result;
    };
    const until = async (condition: () => Promise<boolean>) => {
      for (let attempt = 0; attempt < 300; attempt += 1) {
        if (await condition()) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new Error(`OPA did not come so far: ${told}`);
    };
    try {
      await until(async () => (await decide(1)) === true);
      expect([await decide(10), await decide(11)]).toEqual([true, false]);

      await build(5, "second");
      await until(async () => (await decide(10)) === false);
      expect(await decide(5)).toBe(true);

      // Long enough for the last upload.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
    } finally {
      opa.kill("SIGKILL");
      server.close();
      server.closeAllConnections();
    }
    // The head is what runs now: decisions of before the change that it denies are found in the log.
    const compared = await bylaw(
      ...["diff", "--base", before, "--head", policyFile, "--decisions", "uploads"],
      ...[
        "--base-data",
        "data.json",
        "--head-data",
        "data.json",
        "--format",
        "json",
        "--min-comparable",
        "1",
      ],
    );
    await rm(policies, { recursive: true });
    expect(compared, compared.stderr).toMatchObject({ status: 0 });
    const { totals, transitions } = JSON.parse(compared.stdout);
    expect(totals.unchanged).toBeGreaterThan(0);
    expect(transitions["allow->deny"]).toBeGreaterThan(0);
  }));
