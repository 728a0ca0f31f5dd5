// Makes the sample of recorded decisions beside this file. It runs a real OPA server twice, once writing its decision
// log to the console and once uploading it, on requests made up here; and asks servers with head.rego, and with the
// requests as they were before masking, for what the answers should be.
//
//   BYLAW_OPA=/path/to/opa node record.mjs
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const opa = process.env.BYLAW_OPA ?? "opa";
const scratch = await mkdtemp(join(tmpdir(), "bylaw-record-"));

// A small generator of its own, so that the requests are the same each time.
let state = 20260101;
const random = (below) => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return Math.floor((state / 2147483648) * below);
};
const pick = (...from) => from[random(from.length)];

function request() {
  const role = pick("clerk", "manager", "courier", undefined);
  const headers = { "user-agent": pick("curl/8", "till/2") };
  if (random(6) === 0) headers.authorization = pick("Bearer internal-key", "Bearer other");
  if (random(4) === 0) Object.assign(headers, { "x-partner": "bakery", "x-valid-until": pick("1", "4102444800", "soon") });
  return {
    method: pick("GET", "GET", "HEAD", "POST", "PUT", "DELETE"),
    path: [pick("menu", "orders", "orders"), String(random(40))],
    headers,
    ...(role === undefined ? {} : { user: { role, shop: pick("market", "harbour", "station"), email: `u${random(9)}@shop.example` } }),
    ...(random(3) === 0 ? {} : { order: { shop: pick("market", "harbour", "station"), total: pick(20, 250, 900, 9007199254740993n) } }),
  };
}

const text = (value) =>
  JSON.stringify(value, (_, member) => (typeof member === "bigint" ? `#${member}#` : member)).replace(/"#(\d+)#"/g, "$1");

async function startServer(policy, config, port) {
  const file = join(scratch, `${port}.json`);
  await writeFile(file, JSON.stringify(config));
  const args = ["run", "--server", `--addr=127.0.0.1:${port}`, `--config-file=${file}`, join(here, policy), join(here, "mask.rego")];
  const child = spawn(opa, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  for (let tries = 0; tries < 200; tries++) {
    const up = await fetch(`http://127.0.0.1:${port}/health`).then((response) => response.ok, () => false);
    if (up) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  const stop = () =>
    new Promise((done) => {
      child.on("close", () => done(output));
      child.kill("SIGTERM");
    });
  return { stop, ask: (path, input) => ask(port, path, input) };
}

async function ask(port, path, input) {
  const response = await fetch(`http://127.0.0.1:${port}/v1/data/${path}`, {
    method: "POST",
    body: input === undefined ? "{}" : `{"input":${text(input)}}`,
  });
  return response.json();
}

function receiveUploads(port) {
  const batches = [];
  const server = createServer((message, reply) => {
    const parts = [];
    message.on("data", (part) => parts.push(part));
    message.on("end", () => {
      if (message.url?.startsWith("/logs")) batches.push(Buffer.concat(parts));
      reply.end();
    });
  });
  server.listen(port, "127.0.0.1");
  return { batches, close: () => server.close() };
}

async function record(count, config, port) {
  const base = await startServer("base.rego", config, port);
  const head = await startServer("head.rego", {}, port + 1);
  const truth = [];
  for (let index = 0; index < count; index++) {
    const path = pick("orders/authz/allow", "orders/authz/allow", "orders/authz/deny");
    const input = random(40) === 0 ? undefined : request();
    const recorded = await base.ask(path, input);
    const changed = await head.ask(path, input);
    truth.push({ decision_id: recorded.decision_id, path, base: recorded.result, head: changed.result });
  }
  await head.stop();
  const output = await base.stop();
  return { output, truth };
}

const console = await record(240, { decision_logs: { console: true }, nd_builtin_cache: true }, 18181);
await writeFile(join(here, "decisions.ndjson"), console.output);
await writeFile(join(here, "decisions.truth.json"), `${JSON.stringify(console.truth)}\n`);

const uploads = receiveUploads(18190);
const upload = await record(
  120,
  {
    services: { collector: { url: "http://127.0.0.1:18190" } },
    decision_logs: { service: "collector", reporting: { min_delay_seconds: 1, max_delay_seconds: 1 } },
    nd_builtin_cache: true,
  },
  18191,
);
uploads.close();
for (const [index, batch] of uploads.batches.entries()) {
  await writeFile(join(here, `upload-${String(index).padStart(3, "0")}.json.gz`), batch);
}
await writeFile(join(here, "upload.truth.json"), `${JSON.stringify(upload.truth)}\n`);
await rm(scratch, { recursive: true, force: true });
