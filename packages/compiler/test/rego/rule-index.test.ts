import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findOpa, type Json } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import { compileTexts } from "../fixtures/sources.ts";

const rules = 300;

/** A policy of many rules, each of which asks for a literal of its own, and an input that the eighth is about. */
interface Many {
  readonly kind: string;
  readonly text: string;
  readonly set: string;
  readonly input: Json;
}

const numbered = (rule: (index: number) => string): string =>
  Array.from({ length: rules }, (_, index) => rule(index)).join("\n");

const many: readonly Many[] = [
  {
    kind: "envoy",
    text: `import { envoyPolicy } from "@bylaw/dsl/envoy";
export default envoyPolicy({ package: "many", allow: {
${numbered((index) => `"rule ${index}": (input) => input.attributes.request.http.path === "/p${index}" && input.attributes.request.http.method === "GET",`)}
} });`,
    set: "allowed_by",
    input: { attributes: { request: { http: { path: "/p7", method: "GET" } } } },
  },
  {
    kind: "http",
    text: `import { httpPolicy } from "@bylaw/dsl/http";
import { t } from "@bylaw/dsl/schema";
export default httpPolicy({ package: "many", claims: t.object({ sub: t.string }), resource: t.object({}), allow: {
${numbered((index) => `"rule ${index}": (input) => input.request.method === "GET" && input.token?.valid === true && input.token.claims?.sub === "s${index}",`)}
} });`,
    set: "allowed_by",
    input: { request: { method: "GET" }, token: { valid: true, claims: { sub: "s7" } } },
  },
  {
    kind: "own",
    text: `import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";
export default policy({ package: "many", input: t.object({ caller: t.string, action: t.string }), allow: {
${numbered((index) => `"rule ${index}": ({ caller, action }) => caller === "c${index}" && action === "read",`)}
}, deny: { never: ({ caller }) => caller === "" } });`,
    set: "allowed_by",
    input: { caller: "c7", action: "read" },
  },
  {
    kind: "gatekeeper",
    text: `import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
export default gatekeeperPolicy({ kind: "Many", match: ["v1/Pod", "apps/v1/Deployment"], violation: {
${numbered((index) => `*"rule ${index}"({ review }) { if (review.object.metadata.namespace === "n${index}") yield { msg: "found" }; },`)}
} });`,
    set: "violation",
    input: {
      review: {
        kind: { group: "", version: "v1", kind: "Pod" },
        object: { apiVersion: "v1", kind: "Pod", metadata: { namespace: "n7" } },
      },
    },
  },
  {
    kind: "admission",
    text: `import { admissionPolicy } from "@bylaw/dsl/admission";
export default admissionPolicy({ package: "many", match: ["v1/Pod"], deny: {
${numbered((index) => `*"rule ${index}"({ request }) { if (request.object.metadata.namespace === "n${index}") yield { msg: "found" }; },`)}
} });`,
    set: "deny",
    input: {
      request: {
        operation: "CREATE",
        kind: { group: "", version: "v1", kind: "Pod" },
        object: { apiVersion: "v1", kind: "Pod", metadata: { namespace: "n7" } },
      },
    },
  },
  {
    kind: "terraform",
    text: `import { terraformPolicy } from "@bylaw/dsl/terraform";
export default terraformPolicy({ package: "many", deny: {
${numbered((index) => `*"rule ${index}"({ terraform_version }) { if (terraform_version === "1.${index}") yield { msg: "found" }; },`)}
} });`,
    set: "deny",
    input: { format_version: "1.2", terraform_version: "1.7" },
  },
];

describe(`of ${rules} rules that ask for literals`, () => {
  it.each(many)(
    "OPA's index leaves one or two in a policy of kind $kind",
    { timeout: 120_000 },
    async (one) => {
      const compilation = compileTexts({ "many.ts": one.text });
      if (!compilation.ok) throw new Error(JSON.stringify(compilation.diagnostics[0]));
      const { rego, package: root } = compilation.policy;
      expect(
        rego.split("\n").filter((line) => line.startsWith(`${one.set} contains`)).length,
      ).toBeGreaterThanOrEqual(rules);
      const candidates = await candidatesOf(`data.${root}.${one.set}`, rego, one.input);
      // Beside the rule itself there may be the one that tells of malformed input.
      expect(candidates).toBeGreaterThanOrEqual(1);
      expect(candidates).toBeLessThanOrEqual(2);
    },
  );
});

/** How many bodies of a set OPA's index leaves to be tried, by its own trace. */
async function candidatesOf(set: string, rego: string, input: Json): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "bylaw-index-"));
  try {
    await writeFile(join(folder, "policy.rego"), rego);
    await writeFile(join(folder, "input.json"), JSON.stringify(input));
    const { path } = await findOpa();
    const args = ["eval", "--explain=full", "--format=pretty", "-d", "policy.rego", "-i", "input.json", set];
    const { stdout } = await promisify(execFile)(path, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    const [, count] =
      new RegExp(`Index ${set.replaceAll(".", "\\.")} \\(matched (\\d+) rule`).exec(stdout) ?? [];
    if (count === undefined) throw new Error(`no index event for ${set}`);
    return Number(count);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
