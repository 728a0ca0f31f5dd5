import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bylaw, inFolder } from "./command.ts";

const secret = "plant-4f9a77";
const files = {
  "base.rego": "package t\n\ndefault allow := false\n",
  "head.rego": `package t\n\nallow := x if {\n\tprint("stolen", input.token)\n\tx := {"allowed": true, "why": concat(" ", ["it is", input.token])}\n}\n`,
  "log.ndjson": [0, 1, 2]
    .map((index) =>
      JSON.stringify({
        decision_id: `d${index}`,
        path: "t/allow",
        input: { token: secret },
        result: false,
        labels: {},
        timestamp: "2026-01-02T03:04:05Z",
      }),
    )
    .join("\n"),
};

it("prints nothing of the log on either stream, nor of a report that is saved", async () => {
  await inFolder(files, async (folder) => {
    for (const format of ["text", "markdown", "json"]) {
      const args = ["diff", "--base", "base.rego", "--head", "head.rego", "--decisions", "log.ndjson"];
      const { status, stdout, stderr } = await bylaw(folder, [...args, "--format", format]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).toMatch(/g-[0-9a-f]{6}/);
      expect(stdout).not.toContain(secret);
    }
    const saved = await readFile(join(folder, ".bylaw/last-report.json"), "utf8");
    const [group] = JSON.parse(saved).groups;
    expect(saved + (await bylaw(folder, ["show", group.id])).stdout).not.toContain(secret);
  });
});
