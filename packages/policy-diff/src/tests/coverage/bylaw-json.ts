import { parseJson } from "@bylaw/engine/values";
import { isArray, isObject } from "../../json-value.ts";
import { CoveredRulesBuilder, type ReadCoverage } from "./covered-rules.ts";

/** What `bylaw test --coverage=json` writes: each body of a rule with its place. */
export const readBylawJson: ReadCoverage = (text) => {
  if (!text.startsWith("{")) return undefined;
  const document = parsed(text);
  if (!isObject(document) || !isArray(document.bodies)) return undefined;
  const covered = new CoveredRulesBuilder();
  for (const body of document.bodies) {
    if (!isObject(body) || !isObject(body.range)) return undefined;
    const { file, line } = body.range;
    if (typeof file !== "string" || !isCount(line) || !isCount(body.times)) return undefined;
    covered.add(file, line, body.times);
  }
  return covered.build();
};

function parsed(text: string) {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
