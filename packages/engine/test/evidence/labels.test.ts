import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEvidenceEngine, type Json } from "@bylaw/engine";
import { expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";

const modules = {
  "outer.rego": `# METADATA
# scope: subpackages
# labels:
#   owner: platform
#   level: outer
package outer
`,
  "p.rego": `# METADATA
# scope: package
# labels:
#   level: package
#   kind: 1
package outer.p

# METADATA
# labels:
#   rule: first
found contains "first" if input.a

# METADATA
# title: second
# labels:
#   rule: second
#   level: rule
found contains "second" if input.b

found contains "third" if input.c

# METADATA
# scope: document
# labels:
#   document: chain
# description: of both
chain := 1 if {
	input.a
} else := 2 if input.b

# METADATA
# labels:
#   rule: another
chain := 3 if {
	input.c
	not input.a
	not input.b
}

# METADATA
# labels:
#   rule: fallback
default chain := 4

# METADATA
# labels:
#   __proto__: odd
result := [found, chain]
`,
};

const inputs: readonly Json[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => ({
  ...(bits & 1 ? { a: true } : {}),
  ...(bits & 2 ? { b: true } : {}),
  ...(bits & 4 ? { c: true } : {}),
}));

test("rules have the labels that opa's decision log has", async () => {
  const path = "outer/p/result";
  const engine = await createEvidenceEngine(await pinnedOpa(), { modules }, [path], {
    evidence: { rules: true },
  });
  const wanted = await labelsOfServer(path);
  for (const [index, input] of inputs.entries()) {
    const { rules = [] } = engine.explain({ path, input }).evidence;
    const labels = rules.map(({ rule }) => sorted(rule.labels)).filter((text) => text !== "[]");
    expect({ input, labels: [...new Set(labels)].sort() }).toEqual({ input, labels: wanted[index] });
  }
});

test("a rule has the title of its METADATA", async () => {
  const engine = await createEvidenceEngine(await pinnedOpa(), { modules }, ["outer/p/result"], {
    evidence: { rules: true },
  });
  expect(engine.table.rules.map(({ title }) => title).filter((title) => title !== undefined)).toEqual([
    "second",
  ]);
});

const sorted = (labels: object) => JSON.stringify(Object.entries(labels).sort());

/** Asks a server of OPA's, with the labels in its answers. */
async function labelsOfServer(path: string): Promise<readonly (readonly string[])[]> {
  const folder = await mkdtemp(join(tmpdir(), "bylaw-labels-"));
  for (const [name, text] of Object.entries(modules)) await writeFile(join(folder, name), text);
  const socketPath = join(folder, "opa.sock");
  const { path: opa } = await pinnedOpa();
  const args = [
    "run",
    "--server",
    "--disable-telemetry",
    `--addr=unix://${socketPath}`,
    ...Object.keys(modules),
  ];
  const server = spawn(opa, args, { cwd: folder, env: {}, stdio: ["ignore", "ignore", "pipe"] });
  try {
    await ready(socketPath);
    const all: (readonly string[])[] = [];
    for (const input of inputs) {
      const body = await post(socketPath, `/v1/data/${path}?rule_labels=true`, JSON.stringify({ input }));
      const { rule_labels = [] } = JSON.parse(body) as { readonly rule_labels?: readonly object[] };
      all.push(rule_labels.map(sorted).sort());
    }
    return all;
  } finally {
    server.kill();
    await once(server, "close");
    await rm(folder, { recursive: true, force: true });
  }
}

async function ready(socketPath: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await post(socketPath, "/v1/data", "{}");
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

function post(socketPath: string, path: string, body: string): Promise<string> {
  return new Promise((done, fail) => {
    const sent = request({ socketPath, path, method: "POST" }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () => done(text));
    });
    sent.on("error", fail);
    sent.end(body);
  });
}
