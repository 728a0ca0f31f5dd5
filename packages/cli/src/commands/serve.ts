import {
  createPolicyHost,
  decisionEvent,
  type MadeDecision,
  serveAuthorization,
  serveData,
} from "@bylaw/authorizer";
import { findOpa, type PolicySource } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { InvalidArgumentError } from "commander";
import type { Context, Register } from "../command.ts";
import { CannotProceed } from "../exit-code.ts";
import { type LoadedPolicy, loadPolicy, readJson } from "../policy.ts";
import { printable } from "../printable.ts";
import { version } from "../version.ts";
import { watchPolicy } from "../watch-policy.ts";

interface ServeOptions {
  readonly addr: string;
  readonly port: number;
  readonly decision?: string;
  readonly data?: string;
  readonly watch: boolean;
}

/** `bylaw serve`: decides for a local Envoy and for whoever asks by OPA's data API. */
export const registerServe: Register = (program, context) => {
  program
    .command("serve")
    .description("decide for a local Envoy, and by OPA's data API: for development and tests")
    .argument("<policy>", "a TypeScript policy, a .rego file or a folder of Rego")
    .option("--addr <address>", "where Envoy's authorization service listens", "127.0.0.1:9191")
    .option("--port <port>", "where the data API listens, on 127.0.0.1", portOf, 8181)
    .option("--decision <path>", "the decision that Envoy gets, such as istio/authz/allow")
    .option("--data <file>", "base documents as JSON")
    .option("--no-watch", "do not take up changes of the policy")
    .addHelpText(
      "after",
      [
        "\nDecisions are logged to stdout as OPA's console logger writes them. Production is OPA.",
        "\nExamples:",
        "  $ bylaw serve policies/authz.ts > decisions.ndjson",
        "  $ curl -d '{\"input\":{}}' localhost:8181/v1/data/istio/authz/allow",
        "  $ bylaw diff --base main:policies/authz.ts --head policies/authz.ts --decisions decisions.ndjson",
        "\nExit status: 0 stopped, 2 cannot serve.",
      ].join("\n"),
    )
    .action((path: string, options: ServeOptions) => serve(path, options, context));
};

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("a port is from 0 to 65535");
  return port;
}

async function serve(path: string, options: ServeOptions, context: Context): Promise<void> {
  const { console } = context;
  const data = options.data === undefined ? {} : { data: await readJson(options.data, context) };
  const load = async (): Promise<{ readonly policy: LoadedPolicy; readonly source: PolicySource }> => {
    const policy = await loadPolicy(path, context);
    return { policy, source: { ...policy.source, ...data } };
  };
  const { policy, source } = await load();
  const decision = decisionFor(policy, options);
  const opa = await console.progress("Looking for OPA", (update) => findOpa({ onProgress: update }));
  const host = createPolicyHost(source, opa);
  // Errors of the policy are told before anything listens.
  await host.prepare(decision);
  const log = (made: MadeDecision) =>
    console.result(stringifyJson(decisionEvent(made, { id: "bylaw-serve", version })));
  const shared = { log, now: () => BigInt(Date.now()) * 1_000_000n };
  const servers = [
    await serveAuthorization(host, { address: options.addr, path: decision, ...shared }),
    await serveData(host, { host: "127.0.0.1", port: options.port, ...shared }),
  ];
  const [authorization, rest] = servers.map(({ address }) => address);
  console.note(
    `Deciding ${decision} for Envoy at ${authorization}, and by ${rest}/v1/data. For development and tests: production is OPA.`,
  );
  const watching = options.watch
    ? watchPolicy(context.process.cwd(), path, async () => {
        try {
          host.replace((await load()).source);
          console.note(`Took up the change of ${path}`);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          console.note(printable(`Still deciding by the policy before the change: ${reason}`));
        }
      })
    : undefined;
  await stopped(context);
  watching?.close();
  await Promise.all([...servers.map((server) => server.close()), host.close()]);
}

function decisionFor(policy: LoadedPolicy, { decision }: ServeOptions): string {
  if (decision !== undefined) return decision;
  if (policy.kind === "typescript") return policy.compiled.entrypoint;
  throw new CannotProceed("which decision? Name it, as in --decision istio/authz/allow");
}

function stopped({ process }: Context): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once?.(signal, resolve);
  });
}
