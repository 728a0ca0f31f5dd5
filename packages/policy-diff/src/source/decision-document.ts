import type { JsonObject } from "@bylaw/engine";

/** Tells a decision from the other JSON lines that a server writes. */
export function isDecision(document: JsonObject): boolean {
  if (document.type === "openpolicyagent.org/decision_logs" || document.msg === "Decision Log") return true;
  if (Object.hasOwn(document, "msg")) return false;
  if (typeof document.decision_id === "string") return true;
  return (
    Object.hasOwn(document, "timestamp") &&
    ["path", "query", "result", "input"].some((name) => Object.hasOwn(document, name))
  );
}

/** Whether a text claims to be a document, or is the rest of a line that held a decision. */
export function looksLikeDecision(text: string): boolean {
  return /^\s*\{/.test(text) || text.includes('"decision_id"') || text.includes('"Decision Log"');
}
