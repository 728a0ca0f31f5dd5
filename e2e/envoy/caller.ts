import { Agent, request } from "node:https";
import type { Identity } from "./certificates.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A workload that calls through Envoy; without an identity, one that has no certificate. */
export interface Caller {
  call(call: Call): Promise<Answer>;
  close(): void;
}

export function createCaller(port: number, authority: string, identity?: Identity): Caller {
  const agent = new Agent({
    keepAlive: true,
    ca: authority,
    ...(identity === undefined ? {} : { cert: identity.certificate, key: identity.key }),
  });
  return {
    close: () => agent.destroy(),
    call: ({ method = "GET", path, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const options = { agent, host: "127.0.0.1", servername: "shop.example", port, method, path, headers };
        const sent = request(options, (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part: string) => {
            text += part;
          });
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
        });
        sent.on("error", reject);
        sent.end(body);
      }),
  };
}
