import type { Example, Group, Report } from "../../report/report.ts";

/** Needs no quoting in any shell, and is no option. */
const plainName = /^(?!-)[A-Za-z0-9._/-]{1,200}$/;
const plainPath = /^[A-Za-z_][A-Za-z0-9_]*(\/[A-Za-z_][A-Za-z0-9_]*)*$/;

/**
 * The commands that take an event out of its log and decide it on head.
 *
 * @returns two lines; undefined where a name would need quoting, or the log is not one that two lines can read
 */
export function replayCommand(
  group: Group,
  { source }: Example,
  report: Report,
): readonly [extract: string, decide: string] | undefined {
  const log = report.sources.find(({ name }) => name === source.file);
  const { head } = report;
  if (log === undefined || log.envelopes.length > 0) return undefined;
  if (![source.file, head.label].every((name) => plainName.test(name)) || !plainPath.test(group.path))
    return undefined;
  if (head.kind !== "rego" && head.kind !== "bundle") return undefined;
  const read = log.compressed ? `gzip -dc ${source.file}` : `cat ${source.file}`;
  const extract =
    log.format === "array"
      ? `jq '.[${source.position}].input'`
      : log.format === "ndjson" || log.format === "console"
        ? `sed -n ${source.position}p | jq .input`
        : undefined;
  if (extract === undefined) return undefined;
  const policy = `${head.kind === "bundle" ? "--bundle" : "--data"} ${head.label}`;
  return [
    `${read} | ${extract} > input.json`,
    `opa eval ${policy} --input input.json data.${group.path.replaceAll("/", ".")}`,
  ];
}
