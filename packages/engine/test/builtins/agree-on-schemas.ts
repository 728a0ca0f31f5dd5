import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@bylaw/engine";
import { builtins, UnsupportedCall } from "@bylaw/engine/builtins";
import { parseJson, stringifyJson } from "@bylaw/engine/values";
import { expect } from "vitest";
import { compareValues } from "../../src/values/order.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import { call, now } from "./agree-with-opa.ts";

export type Pair = readonly [document: Json, schema: Json];

/** OPA gives the errors of an object's members in an order of its own with every run. */
const module = `package schema

results := [result |
	some [document, schema] in input
	result := {
		"verify": json.verify_schema(schema),
		"match": [[matched[0], sort(matched[1])] | matched := json.match_schema(document, schema)],
	}
]
`;

/** What OPA itself gives; our engine on it would hold back schemas that refer to others. */
async function theirs(pairs: readonly Pair[]): Promise<readonly Json[]> {
  const { path } = await pinnedOpa();
  const folder = mkdtempSync(join(tmpdir(), "bylaw-schema-"));
  try {
    const file = join(folder, "schema.rego");
    writeFileSync(file, module);
    const output = execFileSync(path, ["eval", "--stdin-input", "--data", file, "data.schema.results"], {
      input: stringifyJson(pairs),
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const answer = parseJson(output) as {
      readonly result: readonly [{ readonly expressions: readonly [{ readonly value: readonly Json[] }] }];
    };
    return answer.result[0].expressions[0].value;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ours([document, schema]: Pair): Json {
  const verified = builtins.get("json.verify_schema")?.([schema], { now }) ?? null;
  const matched = call("json.match_schema", [document, schema]);
  if (matched.kind !== "defined") return { verify: verified, match: [] };
  const [isValid = null, errors = []] = matched.value as readonly [Json, readonly Json[]];
  return { verify: verified, match: [[isValid, [...errors].sort(compareValues)]] };
}

const whole = (answer: Json | undefined) => answer ?? null;

/** Without what is wrong with the schema: of several things OPA names one or another with every run. */
export function withoutReason(answer: Json | undefined): Json {
  const { verify, match } = answer as { readonly verify: readonly Json[]; readonly match: Json };
  return { verify: verify[0] ?? null, match };
}

/** Compares all pairs that are not refused here, and gives their share. */
export async function expectSchemaAgreement(
  pairs: readonly Pair[],
  shown: (answer: Json | undefined) => Json = whole,
): Promise<number> {
  const supported = pairs.filter(([document, schema]) => {
    try {
      builtins.get("json.match_schema")?.([document, schema], { now });
      return true;
    } catch (error) {
      return !(error instanceof UnsupportedCall);
    }
  });
  const wanted = await theirs(supported);
  for (const [index, pair] of supported.entries())
    expect({ pair, gives: shown(ours(pair)) }).toEqual({ pair, gives: shown(wanted[index]) });
  return supported.length / pairs.length;
}
