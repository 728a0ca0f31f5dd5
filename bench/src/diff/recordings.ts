import { existsSync } from "node:fs";
import { join } from "node:path";

/** Recorded decisions, and the policies that they are compared under. */
export interface Recording {
  readonly base: string;
  readonly head: string;
  /** Base documents of both sides; none where it is absent. */
  readonly data?: string;
  readonly recorded: string;
  /** What the loop in Go asks; it does not look at the path of each event. */
  readonly query: string;
}

export type Kind = keyof typeof recordings;

const root = join(import.meta.dirname, "../../..");
const larger = join(root, "../shared/data");

const recordings = {
  "envoy-istio": { folder: join(larger, "envoy-istio"), query: "data.istio.authz.allow", hasData: false },
  "api-jwt": { folder: join(larger, "api-jwt"), query: "data.authz.api.allow", hasData: true },
  admission: { folder: join(larger, "admission"), query: "data.kubernetes.admission.deny", hasData: false },
  sample: {
    folder: join(root, "packages/policy-diff/test/recorded"),
    query: "data.orders.authz.allow",
    hasData: false,
  },
};

/** Those that are there: the larger recordings are not part of the repository, its sample is. */
export function kinds(): readonly Kind[] {
  const all = Object.keys(recordings) as Kind[];
  return all.filter((kind) => existsSync(recordings[kind].folder));
}

export function recordingOf(kind: Kind): Recording {
  const { folder, query, hasData } = recordings[kind];
  return {
    base: join(folder, "base.rego"),
    head: join(folder, "head.rego"),
    ...(hasData ? { data: join(folder, "data.json") } : {}),
    recorded: join(folder, "decisions.ndjson"),
    query,
  };
}
