// Makes decisions/decisions.ndjson: compiles the policy, asks a real OPA server and keeps its decision log.
// Usage: npm run record. The office of the policy must be open, or every decision is a denial.

import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "@bylaw/compiler";
import { findOpa } from "@bylaw/engine";
import { runnerImport } from "vite";

const example = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "record-decisions-"));

/** Tokens must not end up in a log, neither as a header nor as an argument of the builtin that verifies them. */
const mask = `package system.log

mask contains "/input/attributes/request/http/headers/authorization" if {
	input.input.attributes.request.http.headers.authorization
}

mask contains "/nd_builtin_cache/io.jwt.decode_verify" if input.nd_builtin_cache["io.jwt.decode_verify"]
`;

const configuration = {
  labels: { app: "envoy-istio-example" },
  decision_logs: { console: true },
  nd_builtin_cache: true,
};

function policyText() {
  const compilation = compile({ entry: join(example, "policies/authz.ts") });
  if (!compilation.ok) throw new Error("the policy does not compile: run npm run check");
  return compilation.policy.rego;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function startOpa(port) {
  writeFileSync(join(folder, "authz.rego"), policyText());
  writeFileSync(join(folder, "mask.rego"), mask);
  writeFileSync(join(folder, "config.json"), JSON.stringify(configuration));
  const { path } = await findOpa();
  const files = ["authz.rego", "mask.rego"].map((name) => join(folder, name));
  const config = join(folder, "config.json");
  const address = `127.0.0.1:${port}`;
  const opa = spawn(path, ["run", "--server", "--addr", address, "--config-file", config, ...files], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {},
  });
  opa.stderr.pipe(createWriteStream(join(folder, "log.ndjson")));
  for (let attempt = 0; attempt < 100; attempt++) {
    const healthy = await fetch(`http://${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) return opa;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  opa.kill();
  throw new Error("opa did not start");
}

async function stop(opa) {
  const ended = new Promise((resolve) => opa.once("close", resolve));
  opa.kill("SIGTERM");
  await ended;
}

/** The requests are TypeScript, which Node.js before 22.18 does not import by itself. */
async function requests() {
  const { module } = await runnerImport(join(example, "scripts/recorded-requests.ts"));
  return module.recordedRequests;
}

try {
  const port = await freePort();
  const opa = await startOpa(port);
  try {
    for (const input of await requests()) {
      const body = JSON.stringify({ input });
      await fetch(`http://127.0.0.1:${port}/v1/data/istio/authz/allow`, { method: "POST", body });
    }
  } finally {
    await stop(opa);
  }
  const lines = readFileSync(join(folder, "log.ndjson"), "utf8").split("\n");
  const decisions = lines.filter((line) => line.includes('"decision_id"'));
  writeFileSync(join(example, "decisions/decisions.ndjson"), `${decisions.join("\n")}\n`);
  const allowed = decisions.filter((line) => JSON.parse(line).result === true).length;
  console.log(`${decisions.length} decisions recorded, ${allowed} of them allowed`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
