import type { Group, OnError, Verdict } from "../report/report.ts";

/**
 * Whoever could not and now can is a grant; whoever could and now cannot is locked out.
 *
 * @param onError what becomes of a request whose decision is an error, as Envoy's `failure_mode_allow` or the
 *   `failurePolicy` of a Kubernetes webhook says
 */
export function kindOf(from: Verdict, to: Verdict, onError: OnError): Group["kind"] {
  const gained = access(to, onError) - access(from, onError);
  if (gained > 0) return "grant";
  if (gained < 0) return "lockout";
  return from !== to && (from === "error" || to === "error") ? "error" : "other";
}

/**
 * 0 refused, 2 let through. An answer that is no verdict is an error to Envoy's plugin and a refusal to others: where
 * errors are let through it is between the two, so that neither reading hides a grant.
 */
function access(verdict: Verdict, onError: OnError): 0 | 1 | 2 {
  switch (verdict) {
    case "allow":
      return 2;
    case "deny":
      return 0;
    case "error":
      return onError === "allow" ? 2 : 0;
    case "undefined":
    case "other":
      return onError === "allow" ? 1 : 0;
  }
}
