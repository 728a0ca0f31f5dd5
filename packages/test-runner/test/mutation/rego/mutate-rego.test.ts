import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findOpa } from "@bylaw/engine";
import { expect, it } from "vitest";
import type { Mutant } from "../../../src/mutation/mutant.ts";
import { mutateRego } from "../../../src/mutation/rego/mutate-rego.ts";
import { readRegoFolder } from "../../../src/rego-tests/read-folder.ts";

const folders = join(import.meta.dirname, "../../rego-tests/folders");

/** What stands at a mutant's place, mistaken; undefined where text alone does not tell. */
function mistaken({ operator, original, replacement }: Mutant): string | undefined {
  switch (operator) {
    case "drop a condition":
      // A list of none is true as well, and no variable is unused.
      return `[1 | ${original}]`;
    case "negate":
      if (/^(?:every|some)\b/.test(original)) return undefined;
      return original.startsWith("not ") ? original.slice("not ".length) : `not ${original}`;
    case "drop a rule":
    case "drop a default":
      return original.replace(/^(?:default )?\w+/, (name) => name.replace(/\w+$/, "dropped"));
    default: {
      if (!replacement.startsWith('"')) return original.replace(/\w+(?=\()/, replacement);
      const text: string = JSON.parse(replacement);
      const written = operator === "widen a prefix" ? `${text}/` : text.slice(0, -1);
      return original.replace(JSON.stringify(written), replacement);
    }
  }
}

function withText(module: string, { range }: Mutant, text: string): string {
  const lines = module.split("\n");
  const before = lines
    .slice(0, range.line - 1)
    .concat((lines[range.line - 1] ?? "").slice(0, range.column - 1));
  const after = [(lines[range.endLine - 1] ?? "").slice(range.endColumn - 1), ...lines.slice(range.endLine)];
  return `${before.join("\n")}${text}${after.join("\n")}`;
}

it("kills exactly the mutants that opa test notices in the text", async () => {
  const opa = await findOpa();
  const { source } = await readRegoFolder(["library"], folders);
  const { results } = await mutateRego(opa, source, { runs: 300 });
  const folder = await mkdtemp(join(tmpdir(), "bylaw-mutants-"));
  try {
    await writeFile(join(folder, "shop_test.rego"), source.modules["library/shop_test.rego"] ?? "");
    await writeFile(join(folder, "data.json"), JSON.stringify(source.data));
    let compared = 0;
    for (const { mutant, status } of results) {
      const text = mistaken(mutant);
      if (text === undefined) continue;
      const module = source.modules[mutant.range.file] ?? "";
      await writeFile(join(folder, "shop.rego"), withText(module, mutant, text));
      const notices = await promisify(execFile)(opa.path, ["test", folder]).then(
        () => false,
        ({ stdout }: { readonly stdout: string }) => /FAIL/.test(stdout),
      );
      expect({ mutant, killed: status === "killed" }).toEqual({ mutant, killed: notices });
      compared++;
    }
    expect(compared).toBeGreaterThan(14);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("gives an input on which a survivor and the policy differ", async () => {
  const modules = {
    "shop.rego": 'package shop\n\nallow if {\n\tinput.user == "ann"\n\tinput.action == "read"\n}\n',
    "shop_test.rego":
      'package shop\n\ntest_allow if allow with input as {"user": "ann", "action": "read"}\n\ntest_user if not allow with input as {"user": "eve", "action": "read"}\n',
  };
  const { results } = await mutateRego(await findOpa(), { modules }, { runs: 1_000 });
  const survivors = results.filter(({ status }) => status === "survived");
  expect(survivors.map(({ mutant }) => [mutant.operator, mutant.range.line])).toEqual([
    ["drop a condition", 5],
  ]);
  expect(survivors[0]?.killer).toMatchObject({
    input: '{"user":"ann"}',
    expected: "shop.allow: undefined",
    actual: "shop.allow: true",
  });
});
