import type { Polarity } from "@bylaw/policy-diff";
import { InvalidArgumentError } from "commander";

/** How answers are read. */
export const polarities: readonly Polarity[] = [
  ...(["allow", "deny", "deny-set", "object:allowed", "object:allow"] as const),
  ...(["admission-review", "value"] as const),
];

/** Reads an option such as `authz/block=deny`, which may be given several times. @throws InvalidArgumentError */
export function polarity(
  value: string,
  before: Readonly<Record<string, Polarity>> = {},
): Readonly<Record<string, Polarity>> {
  const [, path, name] = /^\/*([^=]*[^=/])\/*=(.+)$/.exec(value) ?? [];
  const kind = polarities.find((known) => known === name);
  if (path === undefined || kind === undefined)
    throw new InvalidArgumentError(`expected PATH=KIND, with a kind of ${polarities.join(", ")}`);
  return { ...before, [path]: kind };
}
