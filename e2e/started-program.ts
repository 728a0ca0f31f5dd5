import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

/**
 * Starts a server, and waits until it is healthy.
 *
 * @param log the file that gets all that it prints
 * @param health the address that answers with 200 when it is
 * @returns a function that stops it, and resolves when the log is complete
 * @throws when it ends or does not become healthy; the message has the end of what it printed
 */
export async function startProgram(
  command: string,
  args: readonly string[],
  log: string,
  health: string,
): Promise<() => Promise<void>> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  let told = "";
  child.stderr.on("data", (chunk: Buffer) => {
    file.write(chunk);
    told = `${told}${chunk}`.slice(-2_000);
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once("close", () => file.end(() => resolve()));
      child.kill("SIGTERM");
    });
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}: ${told}`);
    const answer = await fetch(health).catch(() => undefined);
    if (answer?.ok) return stop;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`${command} did not become healthy: ${told}`);
}
