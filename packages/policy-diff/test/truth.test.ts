import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { defects, run, sample } from "./fixture.ts";
import { agreement, recordings } from "./truth.ts";

// Thousands of decisions, on machines of any speed.
vi.setConfig({ testTimeout: 300_000 });

/** What the servers answered that `record.mjs` asked. */
interface Asked {
  readonly decision_id: string;
  readonly base?: unknown;
  readonly head?: unknown;
}

describe("the sample in this repository", () => {
  const sources = [
    { truth: "decisions.truth.json", decisions: ["decisions.ndjson"], format: "console" },
    { truth: "upload.truth.json", decisions: ["upload-*.json.gz"], format: "array" },
  ];
  for (const engine of ["opa", "opa-wasm", "javascript"] as const) {
    test.each(sources)(`${engine}: $format`, async ({ truth, decisions, format }) => {
      const { report, rows } = await run({
        base: "base.rego",
        head: "head.rego",
        decisions,
        cwd: sample,
        engine,
        rowsValues: true,
      });
      const asked: readonly Asked[] = JSON.parse(readFileSync(join(sample, truth), "utf8"));
      expect(defects(report)).toEqual([]);
      expect(report.sources.map((source) => source.format)).toEqual(report.sources.map(() => format));
      expect(report.totals).toMatchObject({ read: asked.length, events: asked.length, baseMismatch: 0 });
      for (const answer of asked) {
        const row = rows.find(({ decision_id }) => decision_id === answer.decision_id);
        const changes = JSON.stringify(answer.base) !== JSON.stringify(answer.head);
        // What was masked may stay open, but nothing may be said that is not so.
        if (row?.class === "indeterminate") continue;
        expect(row).toMatchObject({ class: changes ? "changed" : "unchanged" });
        expect(row?.head).toEqual({ defined: true, value: answer.head });
      }
      for (const kind of ["changed", "unchanged"] as const) expect(report.totals[kind]).toBeGreaterThan(5);
      const reasons = report.indeterminate.map(({ reason }) => reason);
      expect(reasons).toContain("masked");
      expect(reasons).toContain("nondeterministic");
    });
  }
});

// The larger recordings are not part of the repository; without them the sample above stands alone.
const present = existsSync(recordings);

describe(
  present ? "the larger recordings" : "the larger recordings are absent; only the sample was compared",
  () => {
    if (!present) {
      test("the sample is there in their place", () =>
        expect(existsSync(join(sample, "decisions.ndjson"))).toBe(true));
      return;
    }

    test.each([
      { file: "decisions.ndjson", decisions: ["decisions.ndjson"], events: 3019 },
      { file: "upload", decisions: ["upload-*.json.gz"], events: 1020 },
    ])(
      "proxy authorization, $file: every event agrees with the truth",
      async ({ file, decisions, events }) => {
        const cwd = join(recordings, "envoy-istio");
        const { report, rows } = await run({ base: "base.rego", head: "head.rego", decisions, cwd });
        expect(defects(report)).toEqual([]);
        // None is only cautious: no masked field is one that a policy reads.
        expect(agreement("envoy-istio", file, rows)).toEqual({
          compared: events,
          agreed: events,
          cautious: 0,
          wrong: [],
        });
      },
    );

    test("API authorization with tokens: nothing is said that is not so", async () => {
      const cwd = join(recordings, "api-jwt");
      const data = ["data.json"];
      const { report, rows } = await run({
        base: "base.rego",
        head: "head.rego",
        decisions: ["decisions.ndjson"],
        cwd,
        baseData: data,
        headData: data,
      });
      expect(defects(report)).toEqual([]);
      const { wrong, agreed, cautious } = agreement("api-jwt", "decisions.ndjson", rows);
      // The truth counts decisions that neither side makes (`authz/api/alow`) as unchanged; here they are out of scope.
      expect(wrong.filter((line) => !line.includes('"path":"authz/api/‹key, 4›"'))).toEqual([]);
      expect({ agreed, cautious }).toEqual({ agreed: 1999, cautious: 3 });
    });

    test("Kubernetes admission: every event agrees with the truth", async () => {
      const cwd = join(recordings, "admission");
      const folder = mkdtempSync(join(tmpdir(), "bylaw-admission-"));
      try {
        for (const side of ["base", "head"]) {
          cpSync(join(cwd, `${side}.rego`), join(folder, side, "admission.rego"));
          cpSync(join(cwd, "main.rego"), join(folder, side, "main.rego"));
        }
        const { report, rows } = await run({
          base: "base",
          head: "head",
          decisions: [join(cwd, "decisions.ndjson")],
          cwd: folder,
        });
        expect(defects(report)).toEqual([]);
        expect(agreement("admission", "decisions.ndjson", rows)).toEqual({
          compared: 1520,
          agreed: 1520,
          cautious: 0,
          wrong: [],
        });
        expect(Object.fromEntries(report.decisions.map(({ path, polarity }) => [path, polarity]))).toEqual({
          "kubernetes/admission/deny": "deny-set",
          "system/main": "admission-review",
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  },
);
