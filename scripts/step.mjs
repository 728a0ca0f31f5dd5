import { spawn } from "node:child_process";

const colour = process.stderr.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

/**
 * Runs one step of a script and says on stderr how it goes: a line when it starts (with the seconds running on a
 * terminal), a line when it is done. What `work` prints itself is up to it.
 *
 * @param {string} title what the step does, as in "Installing packages"
 * @param {() => Promise<string | undefined>} work gives a remark for the closing line, or nothing
 */
export async function step(title, work) {
  const begin = Date.now();
  const seconds = () => `${((Date.now() - begin) / 1000).toFixed(1)} s`;
  const timer =
    process.stderr.isTTY &&
    setInterval(() => process.stderr.write(`\r${paint(36, "…")} ${title} ${seconds()}`), 100);
  if (!process.stderr.isTTY) process.stderr.write(`… ${title}\n`);
  try {
    const remark = await work();
    process.stderr.write(
      `${timer ? "\r\u001b[2K" : ""}${paint(32, "✓")} ${title}${remark ? `: ${remark}` : ""} (${seconds()})\n`,
    );
  } catch (error) {
    process.stderr.write(`${timer ? "\r\u001b[2K" : ""}${paint(31, "✗")} ${title} (${seconds()})\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** A command that ended with a status other than 0; `output` is what it printed. */
export class CommandFailed extends Error {
  constructor(command, status, output) {
    super(`${command} ended with status ${status}${output ? `:\n${output}` : ""}`);
    this.name = "CommandFailed";
    this.status = status;
  }
}

/**
 * Runs a program without a shell (but for npm's command files on Windows) and waits for it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, cwd?: string, env?: NodeJS.ProcessEnv }} [options] quiet: keep the output for the error
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32" && command === "npm",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        output = (output + chunk).slice(-20_000);
      });
    }
    child.on("error", reject);
    child.on("close", (status) =>
      status === 0
        ? resolve(output)
        : reject(new CommandFailed([command, ...args].join(" "), status, output)),
    );
  });
}

/** Ends the process with the error's message alone: a script's user has no use for its stack. */
export function fail(error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
