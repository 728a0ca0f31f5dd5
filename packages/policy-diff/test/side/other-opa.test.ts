import { chmodSync } from "node:fs";
import { join } from "node:path";
import { findOpa, type OpaBinary } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { formatText } from "../../src/index.ts";
import { event, folderWith, run } from "../fixture.ts";

function programme(script: string, version: string): OpaBinary {
  const folder = folderWith({ opa: `#!/bin/sh\n${script}\n` });
  chmodSync(join(folder, "opa"), 0o755);
  return { path: join(folder, "opa"), version, source: "env", warnings: [] };
}

/** Answers as another version of OPA might: what a policy calls old is new to it. */
async function otherOpa(): Promise<OpaBinary> {
  const { path } = await findOpa();
  const script = `case "$1" in
  version) echo "Version: 1.0.9" ;;
  eval | exec) ${path} "$@" >out.json; status=$?; sed s/the-old/the-new/ out.json; exit $status ;;
  *) exec ${path} "$@" ;;
esac`;
  return programme(script, "1.0.9");
}

/** Reads Rego as OPA 0.x does: as version 0, unless it is told otherwise. */
async function opaOfVersion0(): Promise<OpaBinary> {
  const { path } = await findOpa();
  const script = `case " $* " in
  *" --v0-compatible "*) echo "unknown flag: --v0-compatible" >&2; exit 1 ;;
  *" --v1-compatible "* | " version "* | " capabilities "*) exec ${path} "$@" ;;
  *) command=$1; shift; exec ${path} "$command" --v0-compatible "$@" ;;
esac`;
  return programme(script, "0.70.0");
}

const base = 'package t\n\nanswer := "the-old" if input.x > 0\n\nanswer := "none" if input.x == 0\n';
const head = base.replace('"none"', '"zero"');
const log = [
  event({ path: "t/answer", input: { x: 1 }, result: "the-old" }),
  event({ path: "t/answer", input: { x: 0 }, result: "none" }),
].join("\n");

describe.skipIf(process.platform === "win32")("another OPA for head", () => {
  test("is the cause where it alone changes the answer", async () => {
    const cwd = folderWith({ "p.rego": base, "log.ndjson": log });
    const headOpa = await otherOpa();
    const options = { base: "p.rego", head: "p.rego", decisions: ["log.ndjson"], cwd, headOpa };
    const { report } = await run(options);
    expect(report.groups).toMatchObject([{ count: 1, cause: "engine" }]);
    expect([report.base.opaVersion, report.head.opaVersion]).toEqual(["1.22.2", "1.0.9"]);
    expect(report.engine.name).toBe("opa");
    expect(formatText(report)).toContain("OPA 1.22.2 (base) and 1.0.9 (head)");
    expect(formatText(report)).toContain("cause the other OPA alone");
    // Which of the rules its answer rests on is not known.
    expect(report.groups[0]?.rules.head).toEqual([]);
    expect(formatText(report)).toContain("head  no rule known, as another OPA decides");
  });

  test("is told from what the policy changes", async () => {
    const cwd = folderWith({ "p.rego": base, "q.rego": head, "log.ndjson": log });
    const headOpa = await otherOpa();
    const { report } = await run({ base: "p.rego", head: "q.rego", decisions: ["log.ndjson"], cwd, headOpa });
    expect(report.groups.map(({ cause, count }) => ({ cause, count }))).toEqual(
      expect.arrayContaining([
        { cause: "engine", count: 1 },
        { cause: "policy", count: 1 },
      ]),
    );
  });

  test("of version 0 reads each version of Rego as what it is", async () => {
    const old = base.replaceAll(/ if (.*)$/gm, " { $1 }");
    const cwd = folderWith({ "old.rego": old, "new.rego": base, "log.ndjson": log });
    const baseOpa = await opaOfVersion0();
    for (const [from, to] of [
      ["old.rego", "old.rego"],
      ["old.rego", "new.rego"],
      ["new.rego", "new.rego"],
    ] as const) {
      const { report } = await run({ base: from, head: to, decisions: ["log.ndjson"], cwd, baseOpa });
      expect(report.totals).toMatchObject({ read: 2, unchanged: 2 });
      expect(report.base.regoVersion).toBe(from === "old.rego" ? 0 : 1);
    }
  });

  test("is not compared by a search", async () => {
    const cwd = folderWith({ "p.rego": base });
    const headOpa = await otherOpa();
    const ran = run({ base: "p.rego", head: "p.rego", decisions: [], cwd, headOpa, search: { inputs: 10 } });
    await expect(ran).rejects.toMatchObject({ code: "optionInvalid" });
  });
});
