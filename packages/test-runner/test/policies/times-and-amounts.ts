import { quantityAtLeast, quantityAtMost } from "@bylaw/dsl/kubernetes";
import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";
import { isSemver, semverAtLeast, semverBelow } from "@bylaw/dsl/semver";
import { businessHours, isAfter, isBefore, now, parseTime, secondsBetween } from "@bylaw/dsl/time";

export default policy({
  package: "test.amounts",
  input: t.object({
    from: t.string,
    until: t.opt(t.string),
    cpu: t.union(t.string, t.number),
    memory: t.opt(t.union(t.string, t.number)),
    version: t.string,
  }),
  allow: {
    "in its time": ({ from, until }) => {
      const begin = parseTime(from);
      const end = until === undefined ? undefined : parseTime(until);
      return begin !== undefined && end !== undefined && !isAfter(begin, now()) && isBefore(now(), end);
    },
    "a day at most": ({ from, until }) => {
      const begin = parseTime(from);
      const end = parseTime(until ?? "2026-11-25T00:00:00Z");
      return begin !== undefined && end !== undefined && secondsBetween(begin, end) <= 86_400;
    },
    "no time": ({ from }) => parseTime(from) === undefined,
    "from an hour of work": ({ from }) => {
      const begin = parseTime(from);
      return begin !== undefined && businessHours(begin, { zone: "Europe/Zurich" });
    },
    "from a time, or outside of work": ({ from }) => {
      const begin = parseTime(from);
      return begin === undefined || !businessHours(begin, { zone: "UTC", days: ["Tuesday"] });
    },
    "a little cpu": ({ cpu }) => quantityAtMost(cpu, "500m") === true,
    "much cpu, or none that is known": ({ cpu }) => quantityAtLeast(cpu, "1.5") ?? true,
    "memory of some size": ({ memory }) =>
      memory !== undefined &&
      quantityAtLeast(memory, "1Gi") === true &&
      quantityAtMost(memory, "2G") === true,
    "memory that is no amount": ({ memory }) =>
      memory !== undefined && quantityAtMost(memory, "0") === undefined,
    "a new version": ({ version }) => semverAtLeast(version, "1.2.0") === true,
    "a version between": ({ version }) =>
      (semverAtLeast(version, "1.0.0-rc.2") ?? false) && semverBelow(version, "2.0.0") === true,
    "no version": ({ version }) => !isSemver(version),
  },
  deny: {
    "has expired": ({ until }) => {
      const end = until === undefined ? undefined : parseTime(until);
      return until !== undefined && (end === undefined || !isBefore(now(), end));
    },
    "too much memory": ({ memory }) => memory !== undefined && quantityAtMost(memory, "1Ti") === false,
    "an old version": ({ version }) => semverBelow(version, "0.1.0") !== false,
  },
});
