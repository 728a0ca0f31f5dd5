import { CannotProceed } from "./exit-code.ts";

/** What the system says of a file that was being written, with the name of the file, which it does not always say. */
export function unwritable(file: string, error: unknown): unknown {
  const isOfSystem = error instanceof Error && "syscall" in error && error.syscall === "write";
  return isOfSystem ? new CannotProceed(`${file} cannot be written: ${error.message}`) : error;
}
