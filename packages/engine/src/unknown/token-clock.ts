import { BuiltinError } from "../builtins/builtin.ts";
import { decodeVerifyOf } from "../builtins/json-web-token.ts";
import { tokenBuiltins } from "../builtins/tokens.ts";
import { jsonOf } from "../values/convert.ts";
import { equalValues } from "../values/order.ts";
import { isArray, isNumber, type Value, valueAt } from "../values/value.ts";

const earliest = -(2n ** 63n);
const latest = 2n ** 63n - 1n;
/** Nanoseconds around an instant, as seconds in a double do not keep every one of them. */
const around = [-2_000n, -1n, 0n, 1n, 2_000n];

/** Header and claims of a token; undefined when it cannot be read. */
function read(token: Value | undefined): readonly Value[] | undefined {
  const parts = defined(() => tokenBuiltins.get("io.jwt.decode")?.([token ?? null], { now: 0n }));
  return isArray(parts) ? parts : undefined;
}

/** @returns undefined where a builtin fails */
function defined<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof BuiltinError) return undefined;
    throw error;
  }
}

/**
 * What `io.jwt.decode_verify` can give for a token, whatever the time is; undefined stands for a failed call.
 * The time only ever decides whether `exp` and `nbf` hold, so the instants before, at and after these tell all.
 *
 * @returns undefined when that cannot be told, as for a token within a token
 */
export function decodeVerifyAtAnyTime(args: readonly Value[]): readonly (Value | undefined)[] | undefined {
  const verify = defined(() => decodeVerifyOf(args.map(jsonOf)));
  const parts = read(args[0]);
  // Whether there is a token within is read differently when it is verified.
  if (parts !== undefined && valueAt(parts[0], "cty") !== undefined) return undefined;
  const turns = ["exp", "nbf"].flatMap((name) => {
    const seconds = valueAt(parts?.[1], name);
    const instantOf = isNumber(seconds) ? Math.round(Number(seconds) * 1e9) : Number.NaN;
    if (!Number.isFinite(instantOf)) return [];
    const instant = BigInt(instantOf);
    return around.map((offset) => instant + offset);
  });
  const answers: (Value | undefined)[] = [];
  for (const now of [
    earliest,
    latest,
    ...turns.filter((instant) => instant > earliest && instant < latest),
  ]) {
    const answer = verify && defined(() => verify(now));
    const seen = answers.some((other) =>
      other === undefined || answer === undefined ? other === answer : equalValues(other, answer),
    );
    if (!seen) answers.push(answer);
  }
  return answers;
}
