import { join } from "node:path";
import { expect, it } from "vitest";
import { inTemporaryFolder, newcomer, root, run } from "./workspace.ts";

it("runs the demo from a fresh clone, with an empty home and no OPA", async () => {
  await inTemporaryFolder(async (folder) => {
    const clone = join(folder, "bylaw");
    const home = join(folder, "home");
    expect(await run("git", ["clone", "--quiet", root, clone])).toMatchObject({ status: 0 });
    const env = newcomer(home);
    expect((await run("sh", ["-c", "command -v opa"], { env })).stdout).toBe("");

    const demo = await run("npm", ["run", "demo"], { cwd: clone, env });
    expect(demo.status, demo.stdout + demo.stderr).toBe(0);
    expect(demo.stdout).toContain("package istio.authz");
    expect(demo.stdout).toContain("frontend may call the secure API");
    expect(demo.stdout).toMatch(/deny → \**allow/);

    // Whoever runs the tests next finds the clone as it was.
    expect(await run("git", ["status", "--porcelain"], { cwd: clone })).toMatchObject({ stdout: "" });

    const doctor = await run("npx", ["bylaw", "doctor"], { cwd: clone, env });
    expect(doctor).toMatchObject({ status: 0 });
    expect(doctor.stdout).toContain("1.22.2");
  });
});
