import type { Json } from "@bylaw/engine";
import { isArray, isObject } from "../json-value.ts";
import { canonical } from "./answer.ts";

/**
 * What OPA says of the rules that succeeded: of each that has labels in its METADATA, these, merged with those of the
 * scopes around it. OPA 1.17 and later logs them (management-decision-logs.md of its documentation).
 *
 * @param labels `rule_labels` of an event
 */
export function ruleLabelsOf(labels: Json | undefined): readonly string[] {
  return isArray(labels) ? labels.flatMap((one) => (isObject(one) ? [labelsText(one)] : [])) : [];
}

/** One text for the labels of a rule, whatever their order. */
export function labelsText(labels: Readonly<Record<string, Json>>): string {
  return canonical(labels);
}
