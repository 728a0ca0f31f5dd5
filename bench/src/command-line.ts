import { type Command, InvalidArgumentError } from "commander";

/** Reads an option that is a whole number above zero. @throws InvalidArgumentError */
export function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,9}$/.test(value)) throw new InvalidArgumentError("expected a whole number above zero");
  return Number(value);
}

/** Reads an option that is a number above zero. @throws InvalidArgumentError */
export function positiveNumber(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number < 1e6)) throw new InvalidArgumentError("expected a number above zero");
  return number;
}

/** Runs a program with the arguments of the process; an error is told, and its status is 2. */
export async function runProgram(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
