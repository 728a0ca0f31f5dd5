import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { check, corpusFolder, readCorpus, regoPolicy } from "../../src/index.ts";

// No comparison leads to who it is.
const user = createHash("sha256").update("ann").digest("hex");
const policy = regoPolicy({
  decision: "p/allow",
  modules: {
    "p.rego": `package p

allow if crypto.sha256(input.user) == "${user}"
`,
  },
});
const question = JSON.stringify({ input: { user: "ann" }, now: "0" });

const name = "p/allow";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bylaw-corpus-"));
  await mkdir(corpusFolder(folder, name), { recursive: true });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const keep = (file: string, text: string) => writeFile(join(corpusFolder(folder, name), file), text);

it("names each file that is broken, with the reason, and reads the others", async () => {
  await keep("a.json", "{");
  await keep("b.json", question);
  await keep("c.json", '{ "input": 1 }');
  const { questions, broken } = await readCorpus(folder, name);
  expect(questions).toEqual([{ input: { user: "ann" }, now: 0n }]);
  expect(broken.map(({ file }) => file.slice(folder.length))).toEqual([
    "/.bylaw/corpus/p-allow/a.json",
    "/.bylaw/corpus/p-allow/c.json",
  ]);
  expect(broken[1]?.reason).toContain("now");
});

it("is tried by a test all the same, which says what it passes over", async () => {
  await keep("a.json", "{");
  await keep("b.json", question);
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  let allowed = 0;
  await check(
    policy,
    {
      name: "counts",
      claim: "nothing",
      inputs: "any",
      check: (_question, { allow }) => {
        if (allow) allowed++;
        return { kind: "holds" };
      },
    },
    { runs: 20 },
  );
  expect(allowed).toBeGreaterThan(0);
  expect(warn.mock.calls.map(String)).toEqual([expect.stringMatching(/a\.json is passed over: /)]);
});
