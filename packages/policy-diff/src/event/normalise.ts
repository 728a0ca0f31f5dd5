import type { Json, JsonObject, RecordedBuiltins } from "@bylaw/engine";
import { isArray, isObject } from "../json-value.ts";
import type { Answer } from "./answer.ts";
import { withEnvoyVersion } from "./envoy-version.ts";
import { errorCode, errorCodeIn } from "./error-code.ts";
import type { Asked, MaskedField, RecordedEvent, SummedEvent } from "./recorded-event.ts";
import { ruleLabelsOf } from "./rule-labels.ts";

/**
 * Brings an event into one form, whichever of OPA's encodings it has.
 *
 * @param document an event as read
 * @param size its length in bytes
 * @param source the place it was read at
 * @param summed given for an event of a corpus
 */
export function normaliseEvent(
  document: JsonObject,
  size: number,
  source: RecordedEvent["source"],
  summed?: SummedEvent,
): RecordedEvent {
  const masked = maskedFields(document);
  const recordedBuiltins = recordedBuiltinsOf(document.nd_builtin_cache, masked);
  const asked = askedOf(document);
  return {
    decisionId: nonEmpty(document.decision_id),
    asked,
    input: inputOf(document),
    size,
    recorded: recordedOf(document, asked),
    ruleLabels: ruleLabelsOf(document.rule_labels),
    recordedBuiltins,
    masked,
    timestamp: timestampOf(document),
    bundles: bundlesOf(document),
    opaVersion: isObject(document.labels) ? nonEmpty(document.labels.version) : null,
    labels: labelsOf(document.labels),
    source,
    ...(summed === undefined ? {} : { summed }),
  };
}

function askedOf(document: JsonObject): Asked {
  const path = document.path;
  const custom = document.custom;
  if (isObject(custom) && custom.type === "open-policy-agent/compile") {
    return { kind: "filter", path: typeof path === "string" ? trimmed(path) : "" };
  }
  if (typeof path === "string" && trimmed(path) !== "") return { kind: "decision", path: trimmed(path) };
  const query = document.query;
  const bound = typeof query === "string" ? boundDecision(query) : undefined;
  return bound ?? { kind: "query" };
}

/** Such as `data.authz.allow = x` or `x := data.authz.allow`. */
function boundDecision(query: string): Asked | undefined {
  const name = "[A-Za-z_][A-Za-z0-9_]*";
  const decision = `data((?:\\.${name})+)`;
  const forms = [
    { form: new RegExp(`^\\s*${decision}\\s*=\\s*(${name})\\s*$`), path: 1, variable: 2 },
    { form: new RegExp(`^\\s*(${name})\\s*:?=\\s*${decision}\\s*$`), path: 2, variable: 1 },
  ];
  for (const { form, path, variable } of forms) {
    const found = form.exec(query);
    const dotted = found?.[path];
    const name = found?.[variable];
    if (dotted === undefined || name === undefined || ["data", "input", "_"].includes(name)) continue;
    return { kind: "decision", path: dotted.slice(1).replaceAll(".", "/"), variable: name };
  }
  return undefined;
}

function inputOf(document: JsonObject): RecordedEvent["input"] {
  const input = document.input;
  if (input === undefined) return { kind: "none" };
  // The sender failed before it had an input; a policy that was given null would have answered.
  if (input === null && document.error !== undefined) return { kind: "unparsed" };
  return { kind: "given", value: withEnvoyVersion(input) };
}

function recordedOf(document: JsonObject, asked: Asked): Answer {
  const error = document.error;
  if (typeof error === "string" && error !== "") {
    return { kind: "error", code: errorCodeIn(error), message: error };
  }
  if (isObject(error)) {
    const message = typeof error.message === "string" ? error.message : "";
    const code = typeof error.code === "string" ? errorCode(error.code) : errorCodeIn(message);
    return { kind: "error", code, message };
  }
  const result = document.result;
  if (asked.kind === "decision" && asked.variable !== undefined) return boundAnswer(result, asked.variable);
  return result === undefined ? { kind: "undefined" } : { kind: "defined", value: result };
}

/** A query answers with one object of bindings for each solution, and with null when there is none. */
function boundAnswer(result: Json | undefined, variable: string): Answer {
  const solution = isArray(result) && result.length === 1 ? result[0] : undefined;
  const value = isObject(solution) ? solution[variable] : undefined;
  return value === undefined ? { kind: "undefined" } : { kind: "defined", value };
}

/** What a mask touched is no record any more. */
function recordedBuiltinsOf(cache: Json | undefined, masked: readonly MaskedField[]): RecordedBuiltins {
  if (!isObject(cache)) return {};
  const touched = masked.flatMap(({ pointer }) => {
    const [root, builtin] = pointer.slice(1).split("/");
    return root === "nd_builtin_cache" ? [builtin ?? ""] : [];
  });
  if (touched.includes("")) return {};
  const kept = Object.entries(cache).filter(([builtin]) => !touched.includes(builtin));
  return Object.fromEntries(kept.flatMap(([builtin, calls]) => (isObject(calls) ? [[builtin, calls]] : [])));
}

/** By pointer; a field that was replaced and then erased is among them twice. */
function maskedFields(document: JsonObject): readonly MaskedField[] {
  const fields = [
    ...pointers(document.erased).map((pointer): MaskedField => ({ pointer, change: "removed" })),
    ...pointers(document.masked).map((pointer): MaskedField => ({ pointer, change: "replaced" })),
  ];
  return fields.sort((a, b) => (a.pointer < b.pointer ? -1 : a.pointer > b.pointer ? 1 : 0));
}

function pointers(value: Json | undefined): readonly string[] {
  if (!isArray(value)) return [];
  return value.flatMap((pointer) => (typeof pointer === "string" && pointer !== "" ? [rooted(pointer)] : []));
}

function rooted(pointer: string): string {
  return pointer.startsWith("/") ? pointer : `/${pointer}`;
}

function bundlesOf(document: JsonObject): RecordedEvent["bundles"] {
  const bundles = document.bundles;
  if (isObject(bundles)) {
    return Object.keys(bundles)
      .sort()
      .map((name) => {
        const bundle = bundles[name];
        const revision = isObject(bundle) ? bundle.revision : undefined;
        return { name, revision: typeof revision === "string" ? revision : "" };
      });
  }
  const revision = nonEmpty(document.revision);
  return revision === null ? [] : [{ name: "", revision }];
}

function labelsOf(labels: Json | undefined): RecordedEvent["labels"] {
  if (!isObject(labels)) return {};
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

/** The whole text: it is printed as it stands. */
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?(Z|[+-]\d\d:?\d\d)?$/;

function timestampOf(document: JsonObject): string | null {
  const text = nonEmpty(document.timestamp);
  return text !== null && rfc3339.test(text) ? text : null;
}

function nonEmpty(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}
