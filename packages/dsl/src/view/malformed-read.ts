import { type InputPath, inputPathText } from "../schema/input-path.ts";

/** Thrown inside a rule when it reads a value that is not what its schema says. */
export class MalformedRead extends Error {
  /** The path as text. */
  readonly path: string;

  constructor(path: InputPath) {
    const text = inputPathText(path);
    super(`${text} is not what its type says`);
    this.name = "MalformedRead";
    this.path = text;
  }
}
