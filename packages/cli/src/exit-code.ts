/** What the status of a `bylaw` command says. */
export const exitCode = {
  /** Done, and nothing found. */
  ok: 0,
  /** Done; findings, a tripped gate, a property that does not hold. */
  findings: 1,
  /** It could not be done, or its result is not to be relied on. */
  cannot: 2,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A reason why a command cannot do its work, told to its user without a stack. */
export class CannotProceed extends Error {
  override readonly name = "CannotProceed";
}
