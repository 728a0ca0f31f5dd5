import { spawn } from "node:child_process";
import { DiffFailed } from "../failure.ts";

const timeoutMs = 60_000;
const maxOutputBytes = 512 * 1024 * 1024;

/**
 * Runs git without a shell, and without the hooks, prompts and file monitors that a repository's settings can start.
 *
 * @returns what it wrote to stdout
 * @throws DiffFailed `revisionInvalid` with what git said
 */
export function git(cwd: string, args: readonly string[], stdin = ""): Promise<Buffer> {
  return new Promise((done, fail) => {
    const failed = (said: string) =>
      fail(new DiffFailed("revisionInvalid", `git ${args[0]} failed: ${said}`));
    const child = spawn("git", ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", ...args], {
      cwd,
      shell: false,
      stdio: ["pipe", "pipe", "pipe"],
      timeout: timeoutMs,
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" },
    });
    const stdout: Buffer[] = [];
    let stderr = "";
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxOutputBytes) child.kill("SIGKILL");
      else stdout.push(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on("error", (error) => failed(`it could not be started: ${error.message}`));
    child.on("close", (status) => {
      if (status === 0) done(Buffer.concat(stdout));
      else failed(stderr.trim() || (status === null ? "it was stopped" : `exit code ${status}`));
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
  });
}
