import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown> | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the connection is cut instead of an answer. */
  readonly cut?: boolean;
}

/** An API on this machine that answers as `answer` says and keeps what it was asked. */
export async function standIn(
  answer: (asked: Asked) => Answer,
): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://api.invalid");
    const one: Asked = {
      method: request.method ?? "",
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
    asked.push(one);
    const { status, body, headers, cut } = answer(one);
    if (cut === true) return request.socket.destroy();
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

export interface Stored {
  readonly id: number;
  body: string;
  readonly login: string;
}

/** Comments of one pull request, by the rules of GitHub's API as far as they matter here. */
export function pullRequest(
  comments: Stored[],
  options: { limit?: number; sha?: string; pulls?: unknown } = {},
) {
  const sha = options.sha ?? "0123456789abcdef0123456789abcdef01234567";
  return ({ method, path, query, body }: Asked): Answer => {
    if (path === "/repos/acme/authz/pulls")
      return { status: 200, body: options.pulls ?? [{ number: 7, head: { sha } }] };
    const tooLong = String(body?.body ?? "").length > (options.limit ?? 65_536);
    if (tooLong)
      return {
        status: 422,
        body: { message: "Validation Failed: body is too long (maximum is 65536 characters)" },
      };
    if (method === "GET" && path === "/repos/acme/authz/issues/7/comments") {
      const size = Number(query.get("per_page"));
      const page = comments.slice((Number(query.get("page")) - 1) * size).slice(0, size);
      return {
        status: 200,
        body: page.map(({ id, body: text, login }) => ({ id, body: text, user: { login } })),
      };
    }
    if (method === "POST" && path === "/repos/acme/authz/issues/7/comments") {
      comments.push({ id: comments.length + 1, body: String(body?.body), login: "github-actions[bot]" });
      return { status: 201, body: { id: comments.length } };
    }
    const patched = /^\/repos\/acme\/authz\/issues\/comments\/(\d+)$/.exec(path)?.[1];
    const comment = comments.find(({ id }) => id === Number(patched));
    if (method !== "PATCH" || comment === undefined) return { status: 404, body: { message: "Not Found" } };
    if (comment.login !== "github-actions[bot]") return { status: 403, body: { message: "not yours" } };
    comment.body = String(body?.body);
    return { status: 200, body: {} };
  };
}
