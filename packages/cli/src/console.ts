import picocolors from "picocolors";

/** The process as the command sees it; tests pass one of their own. */
export interface Process {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  /** Tells when the command is to stop, for those that would go on. */
  once?(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
}

/** Where a command writes: results to stdout, everything else to stderr. */
export interface Console {
  /** A result. */
  result(text: string): void;
  /** A remark or an error, for people. */
  note(text: string): void;
  /**
   * Work that may take more than a second, with a line that follows it on a terminal.
   *
   * @param title what is done, as in "Replaying decisions"
   * @param work is given a function that changes the line
   */
  progress<T>(title: string, work: (update: (text: string) => void) => Promise<T>): Promise<T>;
  /** Colours for results; they do nothing where there is no terminal or `NO_COLOR` is set. */
  readonly colours: ReturnType<typeof picocolors.createColors>;
  readonly coloured: boolean;
  /** Width of the terminal in columns. */
  readonly columns: number;
}

const narrowestUseful = 40;

/** @returns the console of a process, which honours `NO_COLOR` and `FORCE_COLOR`. */
export function consoleOf(process: Process): Console {
  const coloured = wantsColour(process);
  return {
    result: (text) => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`),
    note: (text) => void process.stderr.write(text.endsWith("\n") ? text : `${text}\n`),
    progress: (title, work) => (process.stderr.isTTY === true ? spinning(title, work) : work(() => {})),
    colours: picocolors.createColors(coloured),
    coloured,
    columns: Math.max(narrowestUseful, process.stdout.columns ?? 100),
  };
}

function wantsColour({ stdout, env }: Process): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== "0") return true;
  return stdout.isTTY === true && env.TERM !== "dumb";
}

async function spinning<T>(title: string, work: (update: (text: string) => void) => Promise<T>): Promise<T> {
  // Without a terminal nobody sees it, and it takes a while to load.
  const { default: ora } = await import("ora");
  const spinner = ora({ text: title, discardStdin: false }).start();
  try {
    return await work((text) => {
      spinner.text = `${title}: ${text}`;
    });
  } finally {
    spinner.stop();
  }
}
