import type { Decision, Policy } from "@bylaw/dsl";
import type { Json } from "@bylaw/engine";
import { smaller } from "../agreement/smaller.ts";

const mostTried = 1_500;

/**
 * The smallest input that is decided by the same rules as the one given, and is as well or ill formed.
 *
 * @param options clock and data of the decision
 */
export function smallestInput(
  policy: Policy<unknown, string>,
  input: Json,
  options: { readonly now: bigint; readonly data?: unknown },
): Json {
  const wanted = keyOf(policy.decide(input, options));
  const wellFormed = policy.shape.is(input);
  let [best, tried] = [input, 0];
  for (let found: Json | undefined = input; found !== undefined && tried < mostTried; ) {
    found = smaller(best).find((next) => {
      if (tried++ >= mostTried || policy.shape.is(next) !== wellFormed) return false;
      return keyOf(policy.decide(next, options)) === wanted;
    });
    best = found ?? best;
  }
  return best;
}

function keyOf({ allow, allowedBy, deniedBy, malformed }: Decision): string {
  return JSON.stringify([allow, allowedBy, deniedBy, malformed]);
}
