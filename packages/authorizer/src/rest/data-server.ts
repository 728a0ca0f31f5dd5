import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json, JsonObject } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import type { MadeDecision } from "../decision-event.ts";
import type { PolicyHost } from "../policy-host.ts";
import type { Serving } from "../serving.ts";
import { type DataRequest, dataRequest } from "./data-request.ts";

export interface DataOptions {
  /** Such as `127.0.0.1`. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly log: (decision: MadeDecision) => void;
  /** The clock, in nanoseconds since 1970. */
  readonly now: () => bigint;
}

/** An answer of OPA's REST API. */
interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

/** A body that is larger is refused. */
const maxBodyBytes = 16 * 1024 * 1024;

/**
 * Answers `GET` and `POST /v1/data/…`, `POST /` and `GET /health`, as OPA's REST API does.
 *
 * @throws Error when the port cannot be listened at
 */
export async function serveData(policies: PolicyHost, options: DataOptions): Promise<Serving> {
  const server = createServer((request, response) => {
    answer(request, policies, options).then(
      (given) => send(response, given),
      (error: unknown) => send(response, failure(500, "internal_error", String(error))),
    );
  });
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, policies: PolicyHost, options: DataOptions): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/health" && request.method === "GET") return { status: 200, body: {} };
  const body = await bodyOf(request);
  if (body === undefined) return failure(413, "invalid_parameter", "the body is too large");
  const asked = dataRequest(request.method ?? "", url, body);
  if (asked.kind === "refused") return failure(asked.status, asked.code, asked.message);
  return decide(asked, policies, options, request.socket.remoteAddress);
}

async function decide(
  { path, input, isDefault }: DataRequest,
  policies: PolicyHost,
  { log, now }: DataOptions,
  requestedBy: string | undefined,
): Promise<Answer> {
  const made = { id: randomUUID(), path, now: now() };
  const outcome = await policies.decide({ path, now: made.now, ...(input === undefined ? {} : { input }) });
  log({
    ...made,
    ...(input === undefined ? {} : { input }),
    outcome,
    ...(requestedBy === undefined ? {} : { requestedBy }),
  });
  switch (outcome.kind) {
    case "defined":
      // The default decision is answered bare.
      return isDefault
        ? { status: 200, body: outcome.value as JsonObject }
        : { status: 200, body: { decision_id: made.id, result: outcome.value } };
    case "undefined":
      return isDefault
        ? failure(404, "undefined_document", `document missing: data.${path.replaceAll("/", ".")}`)
        : { status: 200, body: { decision_id: made.id } };
    case "error":
      return failure(500, "internal_error", `${outcome.code}: ${outcome.message}`);
    case "unavailable":
      return failure(500, "internal_error", `the builtin ${outcome.builtin} cannot be called here`);
  }
}

function failure(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${stringifyJson(body as Json)}\n`);
}
