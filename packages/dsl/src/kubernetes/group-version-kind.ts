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

/** Whether a kind is one of some. */
export function isOfKinds(given: GroupVersionKind, kinds: readonly GroupVersionKind[]): boolean {
  // All three are read whatever they say, so that a malformed one is never passed over.
  const { group, version, kind } = given;
  return kinds.some((one) => one.group === group && one.version === version && one.kind === kind);
}
