/** A kind as the API server names it. */
export interface GroupVersionKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** `apps/v1/Deployment` taken apart; `v1/Pod` is of the core group. */
export function groupVersionKind(name: string): GroupVersionKind {
  const parts = name.split("/");
  const [kind = "", version = "", group = ""] = parts.reverse();
  return { group, version, kind };
}
