import type { Json } from "@bylaw/engine";
import type { Answer } from "../event/answer.ts";
import { isArray, isObject } from "../json-value.ts";
import type { Polarity, Verdict } from "../report/report.ts";

export const verdicts: readonly Verdict[] = ["allow", "deny", "error", "undefined", "other"];

/** What an answer means to whoever asked. */
export function verdictOf(answer: Answer, polarity: Polarity): Verdict {
  switch (answer.kind) {
    case "error":
      return "error";
    case "undefined":
      return "undefined";
    case "defined":
      return verdictOfValue(answer.value, polarity);
  }
}

function verdictOfValue(value: Json, polarity: Polarity): Verdict {
  switch (polarity) {
    case "allow":
      return ofBoolean(value);
    case "deny":
      return typeof value === "boolean" ? ofBoolean(!value) : "other";
    case "deny-set":
      return isArray(value) ? ofBoolean(value.length === 0) : "other";
    case "object:allowed":
      return isObject(value) ? ofBoolean(value.allowed) : ofBoolean(value);
    case "object:allow":
      return isObject(value) ? ofBoolean(value.allow) : "other";
    case "admission-review": {
      const response = isObject(value) ? value.response : undefined;
      return isObject(response) ? ofBoolean(response.allowed) : "other";
    }
    case "value":
      return "other";
  }
}

function ofBoolean(value: Json | undefined): Verdict {
  return value === true ? "allow" : value === false ? "deny" : "other";
}

/**
 * Infers how the answers of a decision are to be read, from its name and one answer.
 *
 * @param path such as `istio/authz/allow`
 * @param value a defined answer of it
 */
export function inferPolarity(path: string, value: Json): Polarity {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const denies = /^(deny|denied|violations?|deny_.*|reject.*|block.*)$/.test(name);
  if (typeof value === "boolean") return denies ? "deny" : "allow";
  if (isArray(value)) return denies ? "deny-set" : "value";
  if (!isObject(value)) return "value";
  if (isObject(value.response) && typeof value.response.allowed === "boolean") return "admission-review";
  if (typeof value.allowed === "boolean") return "object:allowed";
  // A whole package answers with all its rules; it is no decision of its own.
  if (typeof value.allow === "boolean") return "object:allow";
  return "value";
}
