import type { Group, Verdict } from "../report/report.ts";

/** Whoever could not and now can is a grant; whoever could and now cannot is locked out, by an error as well. */
export function kindOf(from: Verdict, to: Verdict): Group["kind"] {
  if (from !== "allow" && to === "allow") return "grant";
  if (from === "allow" && to !== "allow") return "lockout";
  return from !== to && (from === "error" || to === "error") ? "error" : "other";
}
