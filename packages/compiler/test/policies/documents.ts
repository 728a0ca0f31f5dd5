import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

const text = t.union(t.string, t.null);

/** Reads base documents of every presence: required, optional, by key, and where null is a value. */
export default policy({
  package: "policies.documents",
  input: t.object({ user: t.string, method: t.string }),
  data: t.object({
    lock: t.object({ mode: text, by: t.string }),
    limit: t.opt(t.object({ most: t.union(t.number, t.null), name: t.string })),
    roles: t.map(t.array(t.string)),
    owners: t.map(t.object({ team: text, since: t.opt(t.number) })),
    open: t.boolean,
  }),
  allow: {
    "nobody locked it": (_, data) => data.lock.mode === null,
    "it is locked for reading": ({ method }, data) => data.lock.mode === "GET" && method !== "GET",
    "there is no limit": (_, data) => data.limit === undefined,
    "the limit is none": (_, data) => data.limit !== undefined && (data.limit.most ?? -1) === -1,
    "the limit is high": (_, data) => (data.limit?.most ?? 0) > 99,
    reads: ({ user, method }, data) => method === "GET" && (data.roles[user] ?? []).includes("a"),
    "has no team": ({ user }, data) => {
      const owner = data.owners[user];
      return owner !== undefined && (owner.team ?? "") === "";
    },
    "is not known": ({ user }, data) => data.owners[user] === undefined,
    "it is open": (_, data) => data.open,
  },
  deny: {
    "somebody locked it": (_, data) => data.lock.mode !== null && data.lock.by !== "a",
    "the limit is low": (_, data) => (data.limit?.most ?? 1) < 1,
    "is of a team": ({ user }, data) => {
      const owner = data.owners[user];
      return owner !== undefined && (owner.team ?? "a") !== "a";
    },
    "it is closed": (_, data) => !data.open,
  },
});
