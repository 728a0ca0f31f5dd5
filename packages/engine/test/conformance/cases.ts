import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { opaRelease } from "@bylaw/engine";
import { parse } from "yaml";
import { type Json, parseJson } from "../../src/values/index.ts";

/** One case of OPA's own suite, as far as this runner reads it. Source: OPA v1/test/cases/cases.go. */
export interface ConformanceCase {
  readonly note: string;
  readonly query: string;
  readonly modules?: readonly string[] | null;
  readonly data?: Json;
  readonly input?: Json;
  readonly input_term?: string;
  readonly want_defined?: boolean;
  readonly want_result?: readonly Readonly<Record<string, Json>>[];
  readonly want_error_code?: string;
  readonly want_error?: string;
  readonly sort_bindings?: boolean;
  readonly strict_error?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Reads the cases from OPA's Go module, which Go downloads and checks.
 *
 * @param version of Rego: OPA has its cases in both
 * @throws Error when there is no Go, or it cannot download
 */
export function conformanceCases(version: 0 | 1): readonly ConformanceCase[] {
  const cases = join(moduleFolder(), `v1/test/cases/testdata/v${version}`);
  return readdirSync(cases, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()
    .flatMap((file) => {
      const document = parse(readFileSync(join(cases, file), "utf8"), {
        intAsBigInt: true,
        maxAliasCount: -1,
        // Go's reader keeps dates as text.
        schema: "core",
      }) as { cases: readonly ConformanceCase[] };
      return document.cases.map((one) => exact(one) as ConformanceCase);
    });
}

function moduleFolder(): string {
  const module = `github.com/open-policy-agent/opa@v${opaRelease.version}`;
  try {
    const answer = execFileSync("go", ["mod", "download", "-json", module], { encoding: "utf8" });
    return (JSON.parse(answer) as { Dir: string }).Dir;
  } catch (error) {
    throw new Error(
      `OPA's conformance cases come from the Go module ${module}: install Go (https://go.dev/dl/), and let it download the module`,
      { cause: error },
    );
  }
}

/** Small integers as numbers, as everywhere else. */
function exact(value: unknown): unknown {
  if (typeof value === "bigint") return parseJson(value.toString());
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, exact(held)]));
}
