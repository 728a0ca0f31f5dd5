import { spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";

/** A process was stopped, or could not be started. It says nothing about the policy. */
export class OpaRunError extends Error {
  readonly reason: "timeout" | "outputLimit" | "notStarted" | "failed";

  constructor(reason: OpaRunError["reason"], message: string) {
    super(message);
    this.name = "OpaRunError";
    this.reason = reason;
  }
}

export interface ProcessOptions {
  readonly cwd?: string;
  /** The whole environment of the process; nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly timeoutMs: number;
  /** Bound on stdout and stderr together, in bytes. */
  readonly maxOutputBytes: number;
  /** Called with each line that the process writes to stderr, as it comes. */
  readonly onErrorLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface ProcessResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program without a shell and waits for its end.
 *
 * @throws OpaRunError when it cannot be started, takes too long, writes too much or is killed by a signal.
 */
export function runProcess(
  file: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
      shell: false,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let outputBytes = 0;
    let stopped: OpaRunError | undefined;
    let pendingLine = "";

    const stop = (error: OpaRunError) => {
      stopped ??= error;
      child.kill("SIGKILL");
    };
    const timer = setTimeout(
      () => stop(new OpaRunError("timeout", `${file} did not finish within ${options.timeoutMs} ms`)),
      options.timeoutMs,
    );
    const abort = () => stop(new OpaRunError("failed", `${file} was aborted`));
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener("abort", abort, { once: true });

    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      outputBytes += chunk.length;
      if (outputBytes > options.maxOutputBytes) {
        stop(
          new OpaRunError("outputLimit", `${file} wrote more than ${options.maxOutputBytes} bytes of output`),
        );
        return;
      }
      into.push(chunk);
    };
    child.stdout.on("data", collect(stdout));
    child.stderr.on("data", collect(stderr));
    if (options.onErrorLine !== undefined) {
      const onLine = options.onErrorLine;
      // A character may come in two chunks.
      const decoder = new StringDecoder("utf8");
      child.stderr.on("data", (chunk: Buffer) => {
        const lines = (pendingLine + decoder.write(chunk)).split("\n");
        pendingLine = (lines.pop() ?? "").slice(-10_000);
        for (const line of lines) onLine(line);
      });
    }

    const settle = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", abort);
    };
    child.on("error", (error) => {
      settle();
      reject(stopped ?? new OpaRunError("notStarted", `${file} could not be started: ${error.message}`));
    });
    child.on("close", (exitCode, signal) => {
      settle();
      if (stopped !== undefined) reject(stopped);
      else if (exitCode === null) reject(new OpaRunError("failed", `${file} was killed by ${signal}`));
      else
        resolve({
          exitCode,
          stdout: Buffer.concat(stdout).toString("utf8"),
          stderr: Buffer.concat(stderr).toString("utf8"),
        });
    });
    // A process that ends without reading its input is no fault of ours.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.stdin ?? "");
  });
}

/**
 * The environment that OPA gets: nothing of the caller's, because policies can read it with `opa.runtime()` and
 * because OPA takes flags from `OPA_…` variables.
 */
export function opaEnvironment(temporaryFolder: string): Record<string, string> {
  const environment: Record<string, string> = {
    HOME: temporaryFolder,
    TMPDIR: temporaryFolder,
    TEMP: temporaryFolder,
    TMP: temporaryFolder,
    // Zones must mean the same on every machine.
    TZ: "UTC",
  };
  // Windows programs do not start without it.
  const systemRoot = process.env.SystemRoot;
  if (systemRoot !== undefined) environment.SystemRoot = systemRoot;
  return environment;
}
