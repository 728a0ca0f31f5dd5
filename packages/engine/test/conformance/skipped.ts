import type { ConformanceCase } from "./cases.ts";

/** Cases that do not count, each with its reason; a prefix of notes ends in `*`. */
const skipped: Readonly<Record<string, string>> = {
  "fix1863/is defined": "asks for all of data, which the collecting rule of this runner is a part of",
  "topdowndynamicdispatch/dynamic dispatch":
    "asks for all of data, which the collecting rule of this runner is a part of",
  "time/time caching": "calls a builtin that only OPA's own Go tests have",
  "data/nested integer":
    "plans do not say it: github.com/open-policy-agent/opa/issues/3711, OPA's wasm differs too",
  "data/toplevel integer":
    "plans do not say it: github.com/open-policy-agent/opa/issues/3711, OPA's wasm differs too",
  "sprintf/float/exponent": "depends on how a number is spelled, 1e2 or 100, which values do not keep",
  "sprintf/float/zero_fraction": "depends on how a number is spelled, 1.0 or 1, which values do not keep",
  "strings/sprintf: float too big": "depends on how a number is spelled, 2e308, which values do not keep",
  "providers-aws-sign_req/failure-simple-bad timestamp":
    "depends on how a number is spelled, -1e9, which values do not keep",
  "jsonbuiltins/unmarshal number with large exponent within limits":
    "a number beyond a double, which the engine's JSON refuses",
  "comparisonexpr/decimals order like the numbers they denote":
    "has numbers beyond a double, and two that are one as doubles",
  "net.lookup_ip_addr/*": "reaches the network, which is never done",
  "invalidkeyerror/*": "calls http.send, which is never done",
  "withkeyword/builtin-builtin: arity 0": "calls opa.runtime, which is never done",
  "regoparsemodule/*": "rego.parse_module is refused: it gives OPA's own syntax tree",
};

/** Why a case does not count; undefined for one that does. */
export function skipReason({ note }: ConformanceCase): string | undefined {
  const prefix = Object.keys(skipped).find((key) => key.endsWith("*") && note.startsWith(key.slice(0, -1)));
  return skipped[note] ?? (prefix === undefined ? undefined : skipped[prefix]);
}
