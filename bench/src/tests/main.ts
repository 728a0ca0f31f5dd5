// npm run bench:tests: what it takes to test each example, and to run one policy's tests again when it changes.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { runProgram } from "../command-line.ts";
import { stopwatch, type Took } from "../measure/stopwatch.ts";

const root = join(import.meta.dirname, "../../..");
const examples = join(root, "examples");

/** A policy with a test that asks it one question, as somebody has it open who is writing a rule. */
const small = {
  "policies/small.ts": `import { envoyPolicy } from "@bylaw/dsl/envoy";

export default envoyPolicy({
  package: "small",
  allow: { "health checks are open": (input) => input.attributes.request.http.path === "/healthz" },
});
`,
  "test/small.test.ts": `import { expect, it } from "vitest";
import policy from "../policies/small.ts";

const peer = { address: { socketAddress: { address: "10.1.2.3" } } };
const http = { id: "1", method: "GET", headers: {}, path: "/healthz", host: "a", scheme: "http", protocol: "HTTP/2" };
const request = { time: { seconds: 1795514400 }, http };

it("allows", async () => {
  await expect(policy).toAllow({
    attributes: { source: peer, destination: peer, request },
    parsed_path: ["healthz"],
    parsed_query: {},
  });
});
`,
};

/** A project of vitest without policies. */
const plain = {
  "package.json": '{ "name": "plain", "private": true, "type": "module" }\n',
  "vitest.config.ts": "export default {};\n",
  "src/value.ts": "export const value = 1;\n",
  "test/value.test.ts": `import { expect, it } from "vitest";
import { value } from "../src/value.ts";

it("is one", () => expect(value).toBe(1));
`,
};

const program = new Command("npm run bench:tests --")
  .description("run the tests of the examples, and one policy's again when it changes")
  .option("--only <name>", "only the examples whose name has this in it")
  .action(async ({ only }: { readonly only?: string }) => {
    const names = readdirSync(examples).filter(
      (name) =>
        existsSync(join(examples, name, "package.json")) && (only === undefined || name.includes(only)),
    );
    const head = [
      "example",
      ...["all its tests", "again after a change", "vitest alone, after a change"].flatMap((what) => [
        `${what}, s by the clock`,
        "processor s",
      ]),
    ];
    process.stdout.write(`| ${head.join(" | ")} |\n|---|${"--:|".repeat(head.length - 1)}\n`);
    for (const name of names) {
      const folder = join(examples, name);
      // The first run fills the caches.
      await testsOf(folder);
      const all = await testsOf(folder);
      const again = median(await changesOf(folder, parts, small, "policies/small.ts"));
      const alone = median(await changesOf(folder, [], plain, "src/value.ts"));
      const cells = [all, again, alone].flatMap(({ seconds, processorSeconds }) => [
        seconds,
        processorSeconds,
      ]);
      process.stdout.write(
        `| ${name} | ${cells.map((cell) => (cell === undefined ? "–" : cell.toFixed(2))).join(" | ")} |\n`,
      );
    }
  });

const vitest = join(root, "node_modules/vitest/vitest.mjs");

/** What `npm test` in an example takes. */
async function testsOf(folder: string): Promise<Took> {
  const stop = stopwatch();
  await run([vitest, "run"], folder);
  return stop();
}

/** What of an example is copied. */
const parts = ["package.json", "tsconfig.json", "vitest.config.ts", "policies", "test"];

/**
 * What it takes to run a test again when a module changes.
 *
 * @param folder an example
 * @param copied what of it is copied, beside which the files are written
 * @param files their texts; the one in `test` is run
 * @param changed the module
 */
async function changesOf(
  folder: string,
  copied: readonly string[],
  files: Readonly<Record<string, string>>,
  changed: string,
): Promise<readonly Took[]> {
  const copy = mkdtempSync(join(folder, ".watched-"));
  try {
    for (const part of copied) cpSync(join(folder, part), join(copy, part), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(copy, name)), { recursive: true });
      writeFileSync(join(copy, name), text);
    }
    const test = Object.keys(files).find((name) => name.startsWith("test/")) ?? "";
    const watch = join(import.meta.dirname, "watch.js");
    const printed = await run([watch, copy, join(copy, changed), test], copy);
    return (JSON.parse(printed.slice(printed.lastIndexOf('{"took"'))) as { readonly took: readonly Took[] })
      .took;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function median(all: readonly Took[]): Took {
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
  const computed = all.flatMap(({ processorSeconds }) => processorSeconds ?? []);
  return {
    seconds: middle(all.map(({ seconds }) => seconds)),
    processorSeconds: computed.length === 0 ? undefined : middle(computed),
  };
}

/** Runs Node.js and gives what it prints. */
function run(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve(printed);
      else
        reject(
          new Error(
            `${args.join(" ")} ended with ${status}:\n${printed.slice(-2_000)}${errors.slice(-2_000)}`,
          ),
        );
    });
  });
}

await runProgram(program);
